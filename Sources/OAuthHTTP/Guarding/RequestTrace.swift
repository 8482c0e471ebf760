import HTTPTypes
import Hummingbird
import Tracing

/// The span of a request.
enum RequestTrace {
  /// What `answer` answers, within a span.
  static func recorded(
    _ request: Request, _ context: AppContext, _ answer: () async -> Response
  ) async -> Response {
    // The name of the span and its route are known when the route is: nothing of the path itself is told.
    var caller = ServiceContext.topLevel
    InstrumentationSystem.instrument.extract(request.headers, into: &caller, using: TraceHeaders())
    return await withSpan("request", context: caller, ofKind: .server) { span in
      let response = await answer()
      if span.isRecording { describe(request, response, context, in: span) }
      return response
    }
  }

  /// The semantic conventions' names for HTTP servers, without addresses, paths and queries.
  private static func describe(_ request: Request, _ response: Response, _ context: AppContext, in span: any Span) {
    let method = PathRoutes.knownMethods.contains(request.method) ? request.method.rawValue : "_OTHER"
    let route = RequestLog.route(context)
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
}
