package import LibCrypto

/// The signature algorithms there are (RFC 7518 §3.1, RFC 8037 §3.1, GM/T 0125.1). `none` and the HMAC family have no case:
/// an algorithm that cannot be named cannot be confused.
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
  case es256 = "ES256"
  case edDSA = "EdDSA"
  case rs256 = "RS256"
  case ps256 = "PS256"
  /// SM2 with SM3 (GB/T 32918.2). Registered nowhere: who has not asked for it never meets it.
  case sm2 = "SGD_SM3_SM2"

  /// Those that everybody knows (IANA's "JSON Web Signature and Encryption Algorithms").
  package static let registered: [SignatureAlgorithm] = [.es256, .edDSA, .rs256, .ps256]

  /// The algorithm that a header's `alg` means: by its own name, or by one that SM2 goes by elsewhere.
  package init?(header name: String) {
    if SM2VerificationKey.aliases.contains(name) { self = .sm2 } else { self.init(rawValue: name) }
  }

  /// The left half of the hash that the algorithm uses, as `at_hash` wants it (OpenID Connect Core §3.1.3.6). Ed25519
  /// hashes by SHA-512 (RFC 8032 §5.1), SM2 by SM3.
  package func leftHalfHash(_ text: String) throws(LibCryptoError) -> String {
    let bytes = Array(text.utf8)
    let hash =
      switch self {
      case .es256, .rs256, .ps256: Digests.sha256(bytes)
      case .edDSA: Digests.sha512(bytes)
      case .sm2: try SM3.hash(bytes)
      }
    return Base64URL.encode(hash.prefix(hash.count / 2))
  }
}
