/// The signature algorithms there are (RFC 7518 §3.1, RFC 8037 §3.1). `none` and the HMAC family have no case:
/// an algorithm that cannot be named cannot be confused.
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
  case es256 = "ES256"
  case edDSA = "EdDSA"
  case rs256 = "RS256"

  /// The left half of the hash that the algorithm uses, as `at_hash` wants it (OpenID Connect Core §3.1.3.6). Ed25519
  /// hashes by SHA-512 (RFC 8032 §5.1).
  package func leftHalfHash(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let hash = self == .edDSA ? Digests.sha512(bytes) : Digests.sha256(bytes)
    return Base64URL.encode(hash.prefix(hash.count / 2))
  }
}
