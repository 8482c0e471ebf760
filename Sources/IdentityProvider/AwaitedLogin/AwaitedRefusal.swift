package import OAuth

/// Why who waits for a login gets no tokens, or not yet (RFC 8628 §3.5, CIBA §11).
package enum AwaitedRefusal: String, Error, Sendable, Hashable, CaseIterable {
  case missing
  case unknown
  /// Another client's; it is void now.
  case foreign
  /// It was fetched before.
  case used
  /// Nobody has approved or refused yet.
  case pending
  /// It asked too early and has to wait longer from now on.
  case slowDown
  /// The person refused, stopped, or took it back.
  case denied
  case expired

  /// What who waits is told.
  package func error(_ login: AwaitedLogin) -> OAuthError {
    let words = Words(login)
    return switch self {
    case .missing: OAuthError(.invalidRequest, "\(login.parameter) is missing")
    case .unknown: OAuthError(.invalidGrant, "\(words.key) is unknown: \(words.again)")
    case .foreign: OAuthError(.invalidGrant, "\(words.key) was issued to another client and is void")
    case .used: OAuthError(.invalidGrant, "\(words.key) was used before: \(words.again)")
    case .pending:
      OAuthError(.authorizationPending, "\(words.person) has not decided yet: ask again after the interval")
    case .slowDown: OAuthError(.slowDown, "asked too early: wait five seconds longer between requests from now on")
    case .denied: OAuthError(.accessDenied, words.denied)
    case .expired: OAuthError(.expiredToken, "\(words.key) has expired: \(words.again)")
    }
  }
}

/// How the two standards call the same.
private struct Words {
  let key: String
  let again: String
  let person: String
  let denied: String

  init(_ login: AwaitedLogin) {
    switch login {
    case .device:
      (key, again, person) = ("the device code", "ask for a new one", "the person")
      denied = "the person refused, or stopped the login"
    case .backchannel:
      (key, again, person) = ("the auth_req_id", "ask again", "the holder")
      denied = "the holder refused, stopped the login, or is another enterprise"
    }
  }
}
