package import OAuth

/// The addresses that a browser is sent to with the answer. Each names us by `iss`, so that a client of several
/// providers cannot take our code for another's (RFC 9207).
package struct AuthorizationResponse: Sendable {
  private let issuer: Issuer

  /// Answers in the name of `issuer`.
  package init(issuer: Issuer) { self.issuer = issuer }

  /// `code`, `state`, `iss` at the client's registered address (RFC 6749 §4.1.2).
  package func location(
    of address: RegisteredRedirectURI, code: BearerSecret<AuthorizationCodeSecret>, state: String?
  ) -> String {
    location(of: address, [("code", code.revealed())], state: state)
  }

  /// `error`, `error_description`, `state`, `iss` at the client's registered address (RFC 6749 §4.1.2.1).
  package func location(
    of address: RegisteredRedirectURI, error: OAuthErrorCode, description: String, state: String?
  ) -> String {
    location(of: address, [("error", error.rawValue), ("error_description", description)], state: state)
  }

  private func location(of address: RegisteredRedirectURI, _ answer: [(String, String)], state: String?) -> String {
    var parameters = answer
    if let state { parameters.append(("state", state)) }
    parameters.append(("iss", issuer.value))
    return Percent.appendQuery(to: address.value, parameters)
  }
}
