// The SenderConstraint room binds tokens to a key of whoever gets them, so that a token in other hands is worth nothing:
// by a proof in each request (DPoP, RFC 9449) or by the certificate of the connection (RFC 8705 §3).
// Token makes `ConfirmedClient`s here before it issues anything; UserInfo takes `PresentedAccessToken`s only, so a bound
// token cannot pass for one that anybody may bear.

/// What a client registered about its tokens.
package enum SenderConstraint: Sendable, Hashable {
  /// Bound to the key of a DPoP proof where the client sends one, and else to nothing.
  case none
  /// `dpop_bound_access_tokens` (RFC 9449 §5.2): never without a proof.
  case dpop
  /// `tls_client_certificate_bound_access_tokens` (RFC 8705 §3.4): never without a certificate.
  case certificate
}
