/// The signature algorithms there are (RFC 7518 §3.1, RFC 8037 §3.1). `none` and the HMAC family have no case:
/// an algorithm that cannot be named cannot be confused.
package enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
  case es256 = "ES256"
  case edDSA = "EdDSA"
  case rs256 = "RS256"
}
