import JOSE
import OAuth

/// Why no facts were given.
enum UserInfoRefusal: Error, Sendable, Hashable {
  case missingToken
  case invalidToken(JOSERejection)
  case otherAudience
  case missingScope
  /// A token of client credentials stands for no enterprise.
  case noEnterprise
  case dead(GrantDeath)
  /// Whoever shows the token does not hold its key.
  case sender(SenderRefusal)

  /// What the caller is told (RFC 6750 §3.1).
  var error: OAuthError {
    switch self {
    case .missingToken: .missingToken
    case .invalidToken(.expired): OAuthError(.invalidToken, "the access token has expired: refresh it")
    case .invalidToken(let rejection):
      OAuthError(.invalidToken, "the access token is not one of this server", diagnosis: "\(rejection)")
    case .otherAudience: OAuthError(.invalidToken, "the access token is for another resource")
    case .missingScope:
      OAuthError(
        .insufficientScope, "the access token needs the scope openid", challenge: .bearer(scope: [.openID]))
    case .noEnterprise: OAuthError(.invalidToken, "the access token stands for no enterprise")
    case .sender(let refusal): refusal.resourceError
    case .dead(.standingUnknown): GrantDeath.standingUnknown.error
    case .dead(let death): OAuthError(.invalidToken, death.error.description)
    }
  }
}
