import JOSE
import OAuth

/// The parameters of a token exchange (RFC 8693 §2.1).
struct TokenExchangeRequest: Sendable, Hashable {
  /// The only kind of token that goes in or comes out (RFC 8693 §3).
  static let accessTokenType = "urn:ietf:params:oauth:token-type:access_token"

  /// What the client was called with.
  let subjectToken: String
  /// The department that the new token is for, by `audience` or `resource`.
  let target: String
  /// What is asked for; nil asks for all that may be handed on.
  let scopes: ScopeSet?

  init(_ parameters: ParameterList) throws {
    guard let token = try parameters.single("subject_token") else { throw TokenExchangeRefusal.missingSubjectToken }
    guard let type = try parameters.single("subject_token_type") else {
      throw TokenExchangeRefusal.missingSubjectTokenType
    }
    guard type.isExactly(Self.accessTokenType) else { throw TokenExchangeRefusal.unsupportedSubjectTokenType }
    guard !parameters.contains("actor_token"), !parameters.contains("actor_token_type") else {
      throw TokenExchangeRefusal.actorTokenNotSupported
    }
    if let requested = try parameters.single("requested_token_type"), !requested.isExactly(Self.accessTokenType) {
      throw TokenExchangeRefusal.unsupportedRequestedTokenType
    }
    let targets = Set(parameters.all("audience") + parameters.all("resource"))
    guard let target = targets.first else { throw TokenExchangeRefusal.missingTarget }
    guard targets.count == 1 else { throw TokenExchangeRefusal.severalTargets }
    if let text = try parameters.single("scope") {
      guard let scopes = ScopeSet(parsing: text) else { throw TokenRefusal.malformedScope }
      self.scopes = scopes
    } else {
      scopes = nil
    }
    subjectToken = token
    self.target = target
  }

  /// What the new token allows: never more than the subject token still does, nor than the pair of departments may.
  func scopes(within held: ScopeSet, and permitted: ScopeSet) throws(TokenExchangeRefusal) -> ScopeSet {
    guard let scopes else { return held.intersection(permitted) }
    for scope in scopes {
      guard held.contains(scope) else { throw .scopeNotHeld(scope) }
      guard permitted.contains(scope) else { throw .scopeNotPermitted(scope) }
    }
    return scopes
  }
}
