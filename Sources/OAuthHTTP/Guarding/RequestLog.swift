import HTTPTypes
import Hummingbird
import Logging

/// The outermost middleware: finds out who calls, and writes one line per request. Paths hold secrets (a receipt's
/// address), so the line has the route's pattern and never the path.
struct RequestLog: RouterMiddleware {
  let trustedProxies: TrustedProxies
  let observe: @Sendable (RequestObservation) -> Void

  func handle(
    _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    context.clientAddress = trustedProxies.client(of: request, peer: context.clientAddress)
    let origin = RequestOrigin(requestID: context.requestID, address: context.clientAddress)
    let response = try await RequestOrigin.$current.withValue(origin) { [context] in
      try await next(request, context)
    }
    let duration = (ContinuousClock.now - start).components
    let observation = RequestObservation(
      method: PathRoutes.knownMethods.contains(request.method) ? request.method.rawValue : "other",
      route: Self.route(context), status: response.status.code,
      microseconds: Int(duration.seconds * 1_000_000 + duration.attoseconds / 1_000_000_000_000))
    observe(observation)
    context.logger.info(
      "request",
      metadata: [
        "method": "\(observation.method)", "route": "\(observation.route)", "status": "\(observation.status)",
        "microseconds": "\(observation.microseconds)",
      ])
    return response
  }

  /// Hummingbird marks an unknown path by this word; routes begin with a slash.
  private static func route(_ context: AppContext) -> String {
    guard let path = context.endpointPath, path.hasPrefix("/") else { return "none" }
    return path
  }
}
