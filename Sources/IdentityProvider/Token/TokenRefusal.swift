import OAuth

/// Why no token was issued.
enum TokenRefusal: Error, Sendable, Hashable {
  case missingGrantType
  /// These are served.
  case unsupportedGrantType([GrantType])
  /// The client is not registered for it.
  case unauthorizedGrantType
  case missingCode
  case unknownCode
  case expiredCode
  /// Its grant is revoked now.
  case replayedCode
  /// Another client's; its grant is revoked now.
  case foreignCode
  case missingRedirectURI
  case wrongRedirectURI
  case missingVerifier
  case malformedVerifier
  case wrongVerifier
  case missingRefreshToken
  case unknownRefreshToken
  /// Another client's; its grant is revoked now.
  case foreignRefreshToken
  /// An earlier generation; its grant is revoked now.
  case reusedRefreshToken
  case malformedScope
  /// More than was granted.
  case scopeNotGranted(Scope)
  /// More than the client may have.
  case scopeNotAllowed(Scope, ScopeSet)
  case unknownResource
  /// More in detail than was granted.
  case detailsNotGranted
  /// Whoever asks does not hold the key that is needed.
  case sender(SenderRefusal)
  /// Something ended the grant.
  case dead(GrantDeath)
  /// No token was exchanged for another.
  case exchange(TokenExchangeRefusal)
  /// No operator allowed the client to log in devices.
  case deviceNotAllowed
  /// Who waits for a login does not get its tokens, or not yet.
  case awaited(AwaitedLogin, AwaitedRefusal)

  /// What the client is told.
  var error: OAuthError {
    switch self {
    case .missingGrantType: OAuthError(.invalidRequest, "grant_type is missing")
    case .unsupportedGrantType(let served):
      OAuthError(
        .unsupportedGrantType, "grant_type must be one of \(served.map(\.rawValue).joined(separator: ", "))")
    case .unauthorizedGrantType:
      OAuthError(.unauthorizedClient, "the client is not registered for this grant_type")
    case .missingCode: OAuthError(.invalidRequest, "code is missing")
    case .unknownCode: OAuthError(.invalidGrant, "the code is unknown: start a new login")
    case .expiredCode: OAuthError(.invalidGrant, "the code has expired: redeem it at once, or start a new login")
    case .replayedCode:
      OAuthError(.invalidGrant, "the code was redeemed before: what it gave is revoked; start a new login")
    case .foreignCode: OAuthError(.invalidGrant, "the code was issued to another client and is revoked")
    case .missingRedirectURI: OAuthError(.invalidRequest, "redirect_uri is missing: send the one of the login")
    case .wrongRedirectURI:
      OAuthError(.invalidGrant, "redirect_uri is not the one of the login, byte for byte; the code is revoked")
    case .missingVerifier: OAuthError(.invalidRequest, "code_verifier is missing: PKCE is required")
    case .malformedVerifier:
      OAuthError(.invalidRequest, "code_verifier must be 43 to 128 unreserved characters")
    case .wrongVerifier:
      OAuthError(.invalidGrant, "code_verifier does not match code_challenge (S256); the code is revoked")
    case .missingRefreshToken: OAuthError(.invalidRequest, "refresh_token is missing")
    case .unknownRefreshToken: OAuthError(.invalidGrant, "the refresh token is unknown: start a new login")
    case .foreignRefreshToken:
      OAuthError(.invalidGrant, "the refresh token was issued to another client and is revoked")
    case .reusedRefreshToken:
      OAuthError(.invalidGrant, "the refresh token was exchanged before: the login is revoked; start a new one")
    case .malformedScope: OAuthError(.invalidScope, "scope must be tokens with single spaces between")
    case .scopeNotGranted(let scope):
      OAuthError(.invalidScope, "scope \(scope.value) was not granted: leave it out, or start a new login")
    case .scopeNotAllowed(let scope, let allowed):
      OAuthError(.invalidScope, ScopeHint.description(of: scope, among: allowed))
    case .unknownResource:
      OAuthError(.invalidTarget, "resource must be one of those that the client is registered for")
    case .detailsNotGranted:
      OAuthError(.invalidAuthorizationDetails, "authorization_details are not, or not in full, what was granted")
    case .sender(let refusal): refusal.tokenError
    case .dead(let death): death.error
    case .exchange(let refusal): refusal.error
    case .deviceNotAllowed:
      OAuthError(.unauthorizedClient, "no operator allowed this client to log in devices (tongzhao_device_scopes)")
    case .awaited(let login, let refusal): refusal.error(login)
    }
  }
}

extension GrantDeath {
  /// What the client is told who wanted something from the grant.
  var error: OAuthError {
    switch self {
    case .unknown: OAuthError(.invalidGrant, "the login is over: start a new one")
    case .revoked: OAuthError(.invalidGrant, "the login was revoked: start a new one")
    case .expired: OAuthError(.invalidGrant, "the login has expired: start a new one")
    case .sessionOver:
      OAuthError(.invalidGrant, "the session on the shared computer is over: start a new login")
    case .clientGone: OAuthError(.invalidGrant, "the client is not in service")
    case .presentationGone: OAuthError(.invalidGrant, "the presentation was withdrawn: start a new login")
    case .credentialExpired:
      OAuthError(.invalidGrant, "the credential that was presented has expired: start a new login")
    case .delegationOver:
      OAuthError(.invalidGrant, "the delegation of the person who logged in is over: start a new login")
    case .licenceNotInForce: OAuthError(.invalidGrant, "the licence is not in force")
    case .standingUnknown:
      OAuthError(
        .temporarilyUnavailable, "the state of the licence cannot be established: try again", retryAfter: 5)
    }
  }
}
