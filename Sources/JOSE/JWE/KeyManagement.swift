/// How the receiver gets the content's key (RFC 7518 §4).
package enum KeyManagement: String, Sendable, Hashable, CaseIterable {
  /// The agreed key is the content's key.
  case ecdhES = "ECDH-ES"
  /// The agreed key wraps the content's key.
  case ecdhESA128KW = "ECDH-ES+A128KW"
  case ecdhESA256KW = "ECDH-ES+A256KW"
  case rsaOAEP256 = "RSA-OAEP-256"
  /// With SHA-1, on whose weakness the padding does not rest (RFC 8017 §7.1.1): all that some older libraries know.
  /// RSAES-PKCS1-v1_5 is not here: RFC 8725 §3.2 advises against it.
  case rsaOAEP = "RSA-OAEP"

  /// The length of the wrapping key in bytes; nil where nothing is wrapped by an agreed key.
  var wrappingKeyLength: Int? {
    switch self {
    case .ecdhESA128KW: 16
    case .ecdhESA256KW: 32
    case .ecdhES, .rsaOAEP256, .rsaOAEP: nil
    }
  }
}
