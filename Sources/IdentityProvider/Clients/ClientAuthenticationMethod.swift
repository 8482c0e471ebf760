/// How a client proves who it is (RFC 7591 §2 `token_endpoint_auth_method`).
package enum ClientAuthenticationMethod: Sendable {
  /// A public client: it has nothing to prove itself with (RFC 6749 §2.1).
  case none
  /// A password in the Authorization header (RFC 6749 §2.3.1).
  case clientSecretBasic
  /// A password in the form (RFC 6749 §2.3.1, which advises against it), for software that knows no better.
  case clientSecretPost
  /// An assertion signed with one of its keys (RFC 7523, OpenID Connect Core §9).
  case privateKeyJWT
  /// A certificate of an authority, with this name (RFC 8705 §2.1).
  case tlsClientAuth(CertificateName)
  /// A certificate with one of its keys, whoever signed it (RFC 8705 §2.2).
  case selfSignedTLSClientAuth

  /// The registered name.
  package var name: String {
    switch self {
    case .none: "none"
    case .clientSecretBasic: "client_secret_basic"
    case .clientSecretPost: "client_secret_post"
    case .privateKeyJWT: "private_key_jwt"
    case .tlsClientAuth: "tls_client_auth"
    case .selfSignedTLSClientAuth: "self_signed_tls_client_auth"
    }
  }

  /// The methods that every server serves, for discovery.
  package static let names = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]

  /// Whether it proves itself with a secret, which is made for it.
  package var usesSecret: Bool {
    switch self {
    case .clientSecretBasic, .clientSecretPost: true
    case .none, .privateKeyJWT, .tlsClientAuth, .selfSignedTLSClientAuth: false
    }
  }
}
