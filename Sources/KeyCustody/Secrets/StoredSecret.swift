package import JOSE

/// A symmetric key as the database has it.
package struct StoredSecret: Sendable, Hashable {
  /// Its name in what it authenticates: short, because it stands in QR codes; unique for its purpose.
  package let id: String
  package let purpose: SecretPurpose
  package internal(set) var sealed: SealedBytes
  package let createdAt: NumericDate
  /// From when on it is used for new things; by then every replica knows it.
  package let activeFrom: NumericDate
  /// Until when it verifies what it made; nil for as long as nothing else is said.
  package internal(set) var retiresAt: NumericDate?

  package init(
    id: String, purpose: SecretPurpose, sealed: SealedBytes, createdAt: NumericDate, activeFrom: NumericDate,
    retiresAt: NumericDate? = nil
  ) {
    self.id = id
    self.purpose = purpose
    self.sealed = sealed
    self.createdAt = createdAt
    self.activeFrom = activeFrom
    self.retiresAt = retiresAt
  }

  static func sealingContext(_ purpose: SecretPurpose, id: String) -> SealingContext {
    SealingContext(table: "server_secrets", row: "\(purpose.rawValue)/\(id)")
  }

  /// Makes a new secret.
  static func make(
    _ purpose: SecretPurpose, at now: NumericDate, activeFrom: NumericDate, encryptionKey: KeyEncryptionKey
  ) throws -> StoredSecret {
    let id = Base64URL.encode(Random.bytes(3))
    let sealed = try encryptionKey.seal(Random.bytes(32), for: sealingContext(purpose, id: id))
    return StoredSecret(id: id, purpose: purpose, sealed: sealed, createdAt: now, activeFrom: activeFrom)
  }
}
