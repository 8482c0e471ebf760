package import OAuth

/// Why nobody is asked to log in (CIBA §13).
package enum BackchannelRefusal: String, Error, Sendable, Hashable, CaseIterable {
  /// `request_uri`, or whatever else is no way to ask here.
  case reference
  case notSigned
  /// The client registered no algorithm to sign by.
  case signed
  /// Parameters beside a signed request (§7.1.1).
  case beside
  /// A signed request without one of its claims (§7.1.1), or one that lives too long.
  case undated
  /// A signed request that was used before.
  case replayed
  case missingOpenID
  case malformedScope
  case noHint
  case severalHints
  case hintToken
  case foreignHint
  /// No credit code.
  case unknownUser
  case missingNotificationToken
  case malformedNotificationToken
  case malformedMessage
  case malformedExpiry
  case unknownResource
  case details

  /// What the client is told.
  package var error: OAuthError {
    switch self {
    case .reference:
      OAuthError(.invalidRequest, "send the parameters, or a signed request: request_uri has no place here")
    case .notSigned:
      OAuthError(.invalidRequest, "this client is registered to sign its authentication requests: send them as request")
    case .signed:
      OAuthError(
        .invalidRequest,
        "register backchannel_authentication_request_signing_alg to sign requests, or send the parameters as they are")
    case .beside:
      OAuthError(.invalidRequest, "beside a signed request only client authentication is sent: put the rest into it")
    case .undated:
      OAuthError(.invalidRequest, "a signed request needs iat, nbf, jti, and exp at most an hour after nbf")
    case .replayed: OAuthError(.invalidRequest, "the jti of the signed request was used before: sign a new one")
    case .missingOpenID: OAuthError(.invalidScope, "scope must contain openid")
    case .malformedScope: OAuthError(.invalidScope, "scope must be tokens with single spaces between")
    case .noHint: OAuthError(.invalidRequest, "say who shall log in: send login_hint or id_token_hint")
    case .severalHints: OAuthError(.invalidRequest, "send one hint only: login_hint or id_token_hint")
    case .hintToken: OAuthError(.invalidRequest, "login_hint_token is not supported: send login_hint or id_token_hint")
    case .foreignHint: OAuthError(.invalidRequest, "id_token_hint is not an ID token of ours for this client")
    case .unknownUser:
      OAuthError(.unknownUserID, "login_hint must be the unified social credit code of the enterprise")
    case .missingNotificationToken:
      OAuthError(.invalidRequest, "client_notification_token is missing: this client is registered to be told (ping)")
    case .malformedNotificationToken:
      OAuthError(.invalidRequest, "client_notification_token must be a bearer token of 22 to 1024 characters")
    case .malformedMessage:
      OAuthError(.invalidBindingMessage, "binding_message must be a line of at most 64 visible characters")
    case .malformedExpiry: OAuthError(.invalidRequest, "requested_expiry must be seconds, at least one")
    case .unknownResource:
      OAuthError(.invalidTarget, "resource must be one of those that the client is registered for")
    case .details:
      OAuthError(
        .invalidAuthorizationDetails,
        "authorization_details must be of a type that the client is registered for, as the documentation says")
    }
  }
}
