import HTTPTypes
import Hummingbird
import Logging
import Tracing

/// The outermost middleware: finds out who calls, and writes one line per request. Paths hold secrets (a receipt's
/// address), so the line has the route's pattern and never the path.
struct RequestLog: RouterMiddleware {
  let trustedProxies: TrustedProxies
  let observe: @Sendable (RequestObservation) -> Void
  let explain: @Sendable (ExplainedRefusal) -> Void
  /// Whether anybody records spans: where nobody does, none is begun, here and in all that follows.
  private let isTraced = !(InstrumentationSystem.tracer is NoOpTracer)

  init(
    trustedProxies: TrustedProxies, observe: @escaping @Sendable (RequestObservation) -> Void,
    explain: @escaping @Sendable (ExplainedRefusal) -> Void
  ) {
    self.trustedProxies = trustedProxies
    self.observe = observe
    self.explain = explain
  }

  func handle(
    _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    context.clientAddress = trustedProxies.client(of: request, peer: context.clientAddress)
    let origin = RequestOrigin(requestID: context.requestID, address: context.clientAddress)
    let notes = RefusalNotes()
    let response = try await traced(request, context) { [context] in
      try await RequestOrigin.$current.withValue(origin) {
        try await RefusalNotes.$current.withValue(notes) { try await next(request, context) }
      }
    }
    let duration = (ContinuousClock.now - start).components
    let observation = RequestObservation(
      method: PathRoutes.knownMethods.contains(request.method) ? request.method.rawValue : "other",
      route: Self.route(context), status: response.status.code,
      microseconds: Int(duration.seconds * 1_000_000 + duration.attoseconds / 1_000_000_000_000))
    observe(observation)
    // An address that nobody serves needs no explanation, and is what scanners ask for.
    if observation.route != "none",
      let refusal = notes.refusal(
        requestID: context.requestID, route: observation.route, status: observation.status)
    {
      explain(refusal)
    }
    context.logger.info(
      "request",
      metadata: [
        "method": "\(observation.method)", "route": "\(observation.route)", "status": "\(observation.status)",
        "microseconds": "\(observation.microseconds)",
      ])
    return response
  }

  private func traced(
    _ request: Request, _ context: AppContext, _ answer: () async throws -> Response
  ) async throws -> Response {
    guard isTraced else { return try await answer() }
    // The name of the span and its route are known when the route is: nothing of the path itself is told.
    var caller = ServiceContext.topLevel
    InstrumentationSystem.instrument.extract(request.headers, into: &caller, using: TraceHeaders())
    return try await withSpan("request", context: caller, ofKind: .server) { span in
      let response = try await answer()
      if span.isRecording { Self.describe(request, response, context, in: span) }
      return response
    }
  }

  /// The semantic conventions' names for HTTP servers, without addresses, paths and queries.
  private static func describe(_ request: Request, _ response: Response, _ context: AppContext, in span: any Span) {
    let method = PathRoutes.knownMethods.contains(request.method) ? request.method.rawValue : "_OTHER"
    let route = route(context)
    let hasRoute = route.hasPrefix("/")
    span.operationName = hasRoute ? "\(method) \(route)" : method
    span.updateAttributes { attributes in
      attributes["http.request.method"] = method
      if hasRoute { attributes["http.route"] = route }
      attributes["http.response.status_code"] = response.status.code
      attributes["tongzhao.request_id"] = context.requestID
      if response.status.code >= 500 { attributes["error.type"] = String(response.status.code) }
    }
    if response.status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
  }

  /// Hummingbird marks an unknown path by this word; routes begin with a slash.
  private static func route(_ context: AppContext) -> String {
    guard let path = context.endpointPath, path.hasPrefix("/") else { return "none" }
    return path
  }
}
