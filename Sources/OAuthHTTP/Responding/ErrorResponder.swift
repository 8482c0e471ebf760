import HTTPTypes
import Hummingbird
import JOSE
import Logging
import NIOCore
import OAuth

/// Turns what an endpoint threw into an answer. Three kinds: an OAuth error for a program, a page for a person, and
/// everything else, of which only the log learns the cause.
struct ErrorResponder: Sendable {
  let errorPage: ErrorPageRenderer

  func response(
    to error: any Error, request: Request, context: AppContext, audience: Endpoint.Audience
  ) -> Response {
    switch error {
    case let error as OAuthError: answer(error, request, context, audience)
    case let error as PageError: page(error, request, context)
    case let error as SignerUnavailable:
      answer(
        OAuthError(
          .temporarilyUnavailable, "the server cannot sign at present: try again", retryAfter: 5,
          diagnosis: error.description),
        request, context, audience)
    case let error as any TransientFailure where error.retryAfter != nil:
      answer(
        OAuthError(
          .temporarilyUnavailable, "the server cannot do this at present: try again", retryAfter: error.retryAfter,
          diagnosis: String(reflecting: error)),
        request, context, audience)
    case let error as DuplicateParameter: answer(OAuthError(error), request, context, audience)
    case let error as ParameterRejection: answer(OAuthError(error), request, context, audience)
    case is NIOTooManyBytesError: answer(.bodyTooLarge, request, context, audience)
    case let error as HTTPError where error.status == .notFound:
      answer(OAuthError(.invalidRequest, "there is nothing at this address", status: 404), request, context, audience)
    default: failure(error, request, context, audience)
    }
  }

  func methodNotAllowed(
    allow: String, request: Request, context: AppContext, audience: Endpoint.Audience
  ) -> Response {
    let refusal = OAuthError(.invalidRequest, "this address does not take the method", status: 405)
    var response = answer(refusal, request, context, request.prefersHTML ? audience : .client)
    response.headers[.allow] = allow
    return response
  }

  private func failure(
    _ error: any Error, _ request: Request, _ context: AppContext, _ audience: Endpoint.Audience
  ) -> Response {
    RefusalNotes.current?.answers(
      "server_error", "the server failed; its log says why", diagnosis: String(describing: type(of: error)))
    context.logger.error("request failed", metadata: ["cause": "\(String(reflecting: error))"])
    switch audience {
    case .client: return Self.json(OAuthError(.serverError, "the server could not answer; try again"), context)
    case .person: return page(.internalFailure, request, context)
    }
  }

  private func answer(
    _ error: OAuthError, _ request: Request, _ context: AppContext, _ audience: Endpoint.Audience
  ) -> Response {
    RefusalNotes.current?.answers(error.code.rawValue, error.description, diagnosis: error.diagnosis)
    switch audience {
    case .client:
      var metadata: Logger.Metadata = [
        "error": "\(error.code.rawValue)", "description": "\(error.description)",
      ]
      if let diagnosis = error.diagnosis { metadata["diagnosis"] = "\(diagnosis)" }
      context.logger.log(level: error.status >= 500 ? .error : .info, "request refused", metadata: metadata)
      return Self.json(error, context)
    case .person: return page(PageError(error), request, context, retryAfter: error.retryAfter)
    }
  }

  private func page(
    _ error: PageError, _ request: Request, _ context: AppContext, retryAfter: Int? = nil
  ) -> Response {
    RefusalNotes.current?.answers("page", error.english, diagnosis: error.diagnosis)
    var metadata: Logger.Metadata = ["status": "\(error.status)"]
    if let diagnosis = error.diagnosis { metadata["diagnosis"] = "\(diagnosis)" }
    context.logger.info("request refused with a page", metadata: metadata)
    var response = errorPage(error, context.requestID, request)
    if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
    return response
  }

  private static func json(_ error: OAuthError, _ context: AppContext) -> Response {
    var response = Response.json(
      [
        "error": .string(error.code.rawValue), "error_description": .string(error.description),
        "error_id": .string(context.requestID),
      ] as JSONObject,
      status: .init(code: error.status))
    if let challenge = error.challenge { response.headers[.wwwAuthenticate] = challenge.header(for: error) }
    if let retryAfter = error.retryAfter { response.headers[.retryAfter] = String(retryAfter) }
    if let nonce = error.dpopNonce { response.headers[.dpopNonce] = nonce }
    return response
  }
}
