import HTTPTypes
import Hummingbird
import OAuth
import Tracing

/// What every request goes through, whatever answers it: who calls is found out, what reaches no endpoint is refused,
/// the answer gets the headers that all have, and leaves its line. One middleware, since each costs a request its frames.
struct RequestFrame: RouterMiddleware {
  let trustedProxies: TrustedProxies
  let errors: ErrorResponder
  let headers: SecurityHeaders
  let log: RequestLog
  /// Whether anybody records spans: where nobody does, none is begun, here and in all that follows.
  private let isTraced = !(InstrumentationSystem.tracer is NoOpTracer)

  init(trustedProxies: TrustedProxies, errors: ErrorResponder, headers: SecurityHeaders, log: RequestLog) {
    self.trustedProxies = trustedProxies
    self.errors = errors
    self.headers = headers
    self.log = log
  }

  func handle(
    _ request: Request, context: AppContext, next: @concurrent (Request, AppContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    context.clientAddress = trustedProxies.client(of: request, peer: context.clientAddress)
    let origin = RequestOrigin(requestID: context.requestID, address: context.clientAddress)
    var response: Response
    if isTraced {
      response = await RequestTrace.recorded(request, context) { [context] in
        await RequestOrigin.$current.withValue(origin) { await answer(request, context, next) }
      }
    } else {
      response = await RequestOrigin.$current.withValue(origin) { await answer(request, context, next) }
    }
    headers.complete(&response, context.requestID)
    log.note(request, response, context, since: start, refusals: origin.notes)
    return response
  }

  /// An endpoint answers its own errors; here come an unknown path and a method that the server does not know.
  private func answer(
    _ request: Request, _ context: AppContext, _ next: @concurrent (Request, AppContext) async throws -> Response
  ) async -> Response {
    guard PathRoutes.knownMethods.contains(request.method) else {
      let refusal = OAuthError(.invalidRequest, "this method is not implemented", status: 501)
      return errors.response(to: refusal, request: request, context: context, audience: .client)
    }
    do {
      return try await next(request, context)
    } catch {
      return errors.response(
        to: error, request: request, context: context, audience: request.prefersHTML ? .person : .client)
    }
  }
}
