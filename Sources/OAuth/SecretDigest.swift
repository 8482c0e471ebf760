import JOSE

/// The SHA-256 digest (or a MAC) of a `BearerSecret`: what stores keep and look up.
package struct SecretDigest<Kind>: Sendable, Hashable {
  /// The digest, 32 bytes for SHA-256.
  package let bytes: [UInt8]

  /// A digest that a store kept.
  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Compares in constant time, so that rules may write `==`.
  package static func == (a: Self, b: Self) -> Bool { constantTimeEquals(a.bytes, b.bytes) }

  /// Hashes the digest.
  package func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}
