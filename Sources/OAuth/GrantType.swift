/// What a token request offers in exchange (RFC 6749 §1.3; OpenID4VCI 1.0 §3.5).
package enum GrantType: String, Sendable, Hashable, CaseIterable {
  /// RFC 6749 §4.1.
  case authorizationCode = "authorization_code"
  /// RFC 6749 §6.
  case refreshToken = "refresh_token"
  /// RFC 6749 §4.4.
  case clientCredentials = "client_credentials"
  /// RFC 8693 §2.1.
  case tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
  /// RFC 8628 §3.4.
  case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
  /// OpenID Connect Client-Initiated Backchannel Authentication Core 1.0 §10.1.
  case ciba = "urn:openid:params:grant-type:ciba"
  /// OpenID4VCI 1.0 §6.1; the licence issuer only.
  case preAuthorizedCode = "urn:ietf:params:oauth:grant-type:pre-authorized_code"

  /// Whether an ID token comes of it where `openid` was granted (OpenID Connect Core §3.1.3.3, §12.2, CIBA §10.1.1).
  package var givesIDTokens: Bool {
    switch self {
    case .authorizationCode, .refreshToken, .deviceCode, .ciba: true
    case .clientCredentials, .tokenExchange, .preAuthorizedCode: false
    }
  }
}
