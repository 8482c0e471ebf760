import HTTPTypes
import Hummingbird
import OAuth

/// Answers what reaches no endpoint: an unknown path, or a method that the server does not know.
struct UnroutedRequests: RouterMiddleware {
  let errors: ErrorResponder

  func handle(
    _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
  ) async throws -> Response {
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
