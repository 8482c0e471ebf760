/// The `WWW-Authenticate` that goes with a refusal (RFC 9110 §11.6.1).
package enum AuthenticationChallenge: Sendable, Hashable {
  /// Client authentication failed (RFC 6749 §5.2).
  case basic
  /// The access token was refused: error, description and, where told, the scope it takes (RFC 6750 §3).
  case bearer(scope: ScopeSet?)
  /// No token was presented: the scheme and no error code (RFC 6750 §3.1).
  case bearerWithoutError
  /// The access token must be shown with a DPoP proof, and this was none or a wrong one (RFC 9449 §7.1).
  case dpop
}
