import HTTPTypes
import Hummingbird
import Logging

/// Writes one line per request and tells who counts. Paths hold secrets (a receipt's address), so the line has the
/// route's pattern and never the path.
struct RequestLog: Sendable {
  let observe: @Sendable (RequestObservation) -> Void
  let explain: @Sendable (ExplainedRefusal) -> Void

  func note(
    _ request: Request, _ response: Response, _ context: AppContext, since start: ContinuousClock.Instant,
    refusals: RefusalNotes
  ) {
    let duration = (ContinuousClock.now - start).components
    let observation = RequestObservation(
      method: PathRoutes.knownMethods.contains(request.method) ? request.method.rawValue : "other",
      route: Self.route(context), status: response.status.code,
      microseconds: Int(duration.seconds * 1_000_000 + duration.attoseconds / 1_000_000_000_000))
    observe(observation)
    // An address that nobody serves needs no explanation, and is what scanners ask for.
    if observation.route != "none",
      let refusal = refusals.refusal(
        requestID: context.requestID, route: observation.route, status: observation.status)
    {
      explain(refusal)
    }
    context.logger.info(
      "request",
      metadata: [
        "method": .string(observation.method), "route": .string(observation.route),
        "status": .string(String(observation.status)), "microseconds": .string(String(observation.microseconds)),
      ])
  }

  /// Hummingbird marks an unknown path by this word; routes begin with a slash.
  static func route(_ context: AppContext) -> String {
    guard let path = context.endpointPath, path.hasPrefix("/") else { return "none" }
    return path
  }
}
