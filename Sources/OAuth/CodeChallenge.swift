import JOSE

/// The challenge of PKCE that an authorization request carries (RFC 7636 §4.2), always of method S256.
package struct CodeChallenge: Sendable, Hashable, CustomStringConvertible {
  /// 43 characters of base64url.
  package let value: String

  /// Refuses what cannot be the base64url form of a SHA-256 digest.
  package init?(_ value: String) {
    guard value.utf8.count == 43, Base64URL.decode(value)?.count == 32 else { return nil }
    self.value = value
  }

  init(digest: [UInt8]) {
    value = Base64URL.encode(digest)
  }

  /// Whether `verifier` is the one that this challenge was made from (RFC 7636 §4.6).
  package func matches(_ verifier: CodeVerifier) -> Bool {
    constantTimeEquals(Array(value.utf8), Array(verifier.challenge().value.utf8))
  }

  /// The challenge; it is public.
  package var description: String { value }
}
