import HTTPTypes
package import Hummingbird
package import JOSE
package import KeyCustody
package import OAuth
import OAuthHTTP

/// Answers authorization requests: the one way to the client for codes, silent answers and refusals. Each answer names us
/// by `iss`, so that a client of several providers cannot take our code for another's (RFC 9207).
package struct AuthorizationResponder: Sendable {
  /// Seconds that a signed answer is good for; browsers bring it at once.
  private static let signedLife = 60

  private let issuer: Issuer
  private let keys: KeyRing
  private let clientKeys: ClientKeys
  private let pages: SignInPages

  /// Answers in the name of `issuer`; `clientKeys` are those that answers are encrypted to.
  package init(issuer: Issuer, keys: KeyRing, clientKeys: ClientKeys, pages: SignInPages) {
    self.issuer = issuer
    self.keys = keys
    self.clientKeys = clientKeys
    self.pages = pages
  }

  /// A code (RFC 6749 §4.1.2), and what the client's pages watch the session by (OpenID Connect Session Management §2).
  /// The browser is handed the session with it; for a login that somebody elsewhere awaits it gets nothing and stays who
  /// it was.
  package func answer(
    _ code: BearerSecret<AuthorizationCodeSecret>, in session: BearerSecret<SessionSecret>, to target: ResponseTarget,
    request: Request, at now: NumericDate
  ) async throws -> Response {
    if target.isAwaited { return .seeOther(to: target.address.value) }
    let state = SessionState(of: target.client.id, at: target.address, browser: BrowserState(of: session))
    var response = try await send(
      [("code", code.revealed())] + (state.map { [("session_state", $0.value)] } ?? []), to: target, request, at: now)
    SessionCookie(issuer: issuer).set(session, on: &response)
    return response
  }

  /// A refusal (RFC 6749 §4.1.2.1).
  package func refuse(
    _ code: OAuthErrorCode, _ description: String, to target: ResponseTarget, request: Request, at now: NumericDate
  ) async throws -> Response {
    if target.isAwaited {
      return .seeOther(to: Percent.appendQuery(to: target.address.value, [("error", code.rawValue)]))
    }
    return try await send([("error", code.rawValue), ("error_description", description)], to: target, request, at: now)
  }

  private func send(
    _ answer: [(String, String)], to target: ResponseTarget, _ request: Request, at now: NumericDate
  ) async throws -> Response {
    var parameters = answer + (target.state.map { [("state", $0)] } ?? []) + [("iss", issuer.value)]
    if target.mode.isSigned {
      parameters = [("response", try await signed(parameters, for: target.client, at: now))]
    }
    guard target.mode.isPosted else {
      return .seeOther(to: Percent.appendQuery(to: target.address.value, parameters))
    }
    return pages.formPost(parameters, to: target, request: request)
  }

  /// One token that says it all (JARM §2.1), encrypted where the client registered so.
  private func signed(
    _ parameters: [(String, String)], for client: Client, at now: NumericDate
  ) async throws -> String {
    var claims: JSONObject = [:]
    for (name, value) in parameters { claims[name] = .string(value) }
    claims["aud"] = .string(client.id.value)
    claims["exp"] = .date(now + Self.signedLife)
    let key = try keys.current(.token, client.requests.responseAlgorithm, at: now)
    let token = try await key.sign(claims, type: "JWT")
    return try await clientKeys.nested(token, by: client.requests.responseEncryption, for: client, at: now)
  }
}
