import OAuth

/// Why a client gets no tokens for its `auth_req_id`, or not yet (CIBA §11).
enum BackchannelTokenRefusal: Error, Sendable, Hashable, CaseIterable {
  case missingRequest
  case unknownRequest
  /// Another client's; it is void now.
  case foreignRequest
  case usedRequest
  case pending
  case slowDown
  case denied
  case expired

  /// What the client is told.
  var error: OAuthError {
    switch self {
    case .missingRequest: OAuthError(.invalidRequest, "auth_req_id is missing")
    case .unknownRequest: OAuthError(.invalidGrant, "the auth_req_id is unknown: ask again")
    case .foreignRequest: OAuthError(.invalidGrant, "the auth_req_id was issued to another client and is void")
    case .usedRequest: OAuthError(.invalidGrant, "the auth_req_id was used before: ask again")
    case .pending: OAuthError(.authorizationPending, "the holder has not decided yet: ask again after the interval")
    case .slowDown: OAuthError(.slowDown, "asked too early: wait five seconds longer between requests from now on")
    case .denied: OAuthError(.accessDenied, "the holder refused, stopped the login, or is another enterprise")
    case .expired: OAuthError(.expiredToken, "the auth_req_id has expired: ask again")
    }
  }

  /// The refusal in an answer to a client that asked; nil where it gets what was approved.
  init?(_ poll: AwaitedPoll) {
    switch poll {
    case .approved: return nil
    case .pending: self = .pending
    case .slowDown: self = .slowDown
    case .denied: self = .denied
    case .expired: self = .expired
    case .used: self = .usedRequest
    case .otherClient: self = .foreignRequest
    case .unknown: self = .unknownRequest
    }
  }
}
