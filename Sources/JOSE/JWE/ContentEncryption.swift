/// The content encryption algorithms there are (RFC 7518 §5).
package enum ContentEncryption: String, Sendable, Hashable, CaseIterable {
  case a128GCM = "A128GCM"
  case a256GCM = "A256GCM"
  /// What a client gets that names an algorithm for the key and none for the content (OpenID Connect Registration §2).
  case a128CBCHS256 = "A128CBC-HS256"
  case a256CBCHS512 = "A256CBC-HS512"

  /// The length of its key in bytes; the CBC ones have a second half for authentication.
  package var keyLength: Int {
    switch self {
    case .a128GCM: 16
    case .a256GCM, .a128CBCHS256: 32
    case .a256CBCHS512: 64
    }
  }

  /// The length of its nonce or initialization vector in bytes.
  var nonceLength: Int {
    switch self {
    case .a128GCM, .a256GCM: 12
    case .a128CBCHS256, .a256CBCHS512: 16
    }
  }

  /// The length of its authentication tag in bytes.
  var tagLength: Int {
    switch self {
    case .a128GCM, .a256GCM, .a128CBCHS256: 16
    case .a256CBCHS512: 32
    }
  }
}
