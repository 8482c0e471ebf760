package import JOSE
package import LibCrypto

/// What a key needs a certificate for.
package struct CertificateRequest: Sendable, Hashable {
  package let slot: KeySlot
  /// SubjectPublicKeyInfo of the key (RFC 5280 §4.1.2.7).
  package let publicKeyInfoDER: [UInt8]
  package let validFrom: NumericDate
  package let validUntil: NumericDate

  package init(slot: KeySlot, publicKeyInfoDER: [UInt8], validFrom: NumericDate, validUntil: NumericDate) {
    self.slot = slot
    self.publicKeyInfoDER = publicKeyInfoDER
    self.validFrom = validFrom
    self.validUntil = validUntil
  }
}

/// Somebody who vouches for our keys.
package protocol CertificateIssuing: Sendable {
  /// The chain for a key: its certificate first, then intermediates, without the anchor.
  func certificateChain(for request: CertificateRequest) async throws -> [Certificate]
}
