package import JOSE

/// A nonce that a proof has shown. It is remembered until it would be refused for its age.
package struct UsedNonce: Sendable, Hashable {
  /// SHA-256 of the nonce.
  package let digest: [UInt8]
  /// When it expires.
  package let expiresAt: NumericDate

  /// A nonce with this digest.
  package init(digest: [UInt8], expiresAt: NumericDate) {
    self.digest = digest
    self.expiresAt = expiresAt
  }
}
