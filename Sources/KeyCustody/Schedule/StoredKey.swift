package import JOSE
package import LibCrypto

/// A key as the database has it.
package struct StoredKey: Sendable, Hashable {
  /// Its name in headers and in the published set: the thumbprint of its public part (RFC 7638).
  package let kid: String
  package let slot: KeySlot
  package let dates: KeyDates
  /// The public part.
  package let verificationKey: VerificationKey
  package internal(set) var state: KeyState
  /// The private part, or (sealed like one) where it is; gone when removed.
  package internal(set) var privateKey: SealedBytes?
  /// Where the private part is, if not here. Stays when the key is removed, until the private part is destroyed there.
  package internal(set) var location: KeyLocation?
  /// The chain that vouches for it, own certificate first, without the anchor; empty when there is none.
  package internal(set) var certificateChain: [Certificate]
  /// When it really took over, retired and was withdrawn.
  package internal(set) var promotedAt: NumericDate?
  package internal(set) var retiredAt: NumericDate?
  package internal(set) var removedAt: NumericDate?

  package init(
    kid: String, slot: KeySlot, dates: KeyDates, verificationKey: VerificationKey, state: KeyState,
    privateKey: SealedBytes?, location: KeyLocation? = nil, certificateChain: [Certificate],
    promotedAt: NumericDate? = nil,
    retiredAt: NumericDate? = nil, removedAt: NumericDate? = nil
  ) {
    self.kid = kid
    self.slot = slot
    self.dates = dates
    self.verificationKey = verificationKey
    self.state = state
    self.privateKey = privateKey
    self.location = location
    self.certificateChain = certificateChain
    self.promotedAt = promotedAt
    self.retiredAt = retiredAt
    self.removedAt = removedAt
  }

  /// Whether nothing but its date keeps it from signing.
  package var isComplete: Bool { !slot.use.needsCertificate || !certificateChain.isEmpty }

  /// What its private part was sealed for.
  package static func sealingContext(kid: String) -> SealingContext { SealingContext(table: "signing_keys", row: kid) }
}
