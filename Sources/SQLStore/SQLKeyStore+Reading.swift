import JOSE
import KeyCustody
import LibCrypto

extension SQLKeyStore {
  /// Everything; the number of keys is small, and removed ones carry no private part.
  static func contents(on connection: any SQLConnection) throws -> KeyRingContents {
    guard
      let ring = try connection.row(
        "SELECT version, longest_maximum_age, encryption_key_id, former_encryption_keys FROM key_ring WHERE id = 1")
    else {
      throw StoreError.corrupt("key_ring has no row")
    }
    let keys = try connection.rows(
      """
      SELECT kid, key_use, algorithm, state, public_key, private_key, certificate_chain,
        created_at, announced_at, signs_from, retires_at, removes_at, promoted_at, retired_at, removed_at,
        location
      FROM signing_keys ORDER BY created_at, kid
      """)
    let secrets = try connection.rows(
      """
      SELECT purpose, id, sealed, created_at, active_from, retires_at
      FROM server_secrets ORDER BY created_at, purpose, id
      """)
    return KeyRingContents(
      version: try ring.integer(0), longestMaximumAge: try ring.int(1), encryptionKeyID: try ring.textIfPresent(2),
      formerEncryptionKeyIDs: try ring.textIfPresent(3)?.split(separator: " ").map(String.init) ?? [],
      keys: try keys.map(key),
      secrets: try secrets.map(secret))
  }

  private static func key(_ row: SQLRow) throws -> StoredKey {
    let kid = try row.text(0)
    guard let use = KeyUse(rawValue: try row.text(1)), let algorithm = SignatureAlgorithm(rawValue: try row.text(2)),
      let state = KeyState(rawValue: try row.text(3))
    else { throw StoreError.corrupt("signing key \(kid) is of an unknown kind") }
    let dates = KeyDates(
      createdAt: try row.date(7), announcedAt: try row.date(8), signsFrom: try row.date(9), retiresAt: try row.date(10),
      removesAt: try row.date(11))
    return StoredKey(
      kid: kid, slot: KeySlot(use, algorithm), dates: dates,
      verificationKey: try VerificationKey(jwk: JSON(parsing: Array(try row.text(4).utf8))), state: state,
      privateKey: try row.blobIfPresent(5).map(SealedBytes.init(stored:)),
      location: try location(row.textIfPresent(15)),
      certificateChain: try row.textIfPresent(6).map(Certificate.certificates(inPEM:)) ?? [],
      promotedAt: try row.dateIfPresent(12), retiredAt: try row.dateIfPresent(13), removedAt: try row.dateIfPresent(14))
  }

  private static func location(_ text: String?) throws -> KeyLocation? {
    guard let text else { return nil }
    guard let location = KeyLocation(text) else { throw StoreError.corrupt("a signing key is at no place: \(text)") }
    return location
  }

  private static func secret(_ row: SQLRow) throws -> StoredSecret {
    guard let purpose = SecretPurpose(rawValue: try row.text(0)) else {
      throw StoreError.corrupt("a server secret is of an unknown purpose")
    }
    return StoredSecret(
      id: try row.text(1), purpose: purpose, sealed: SealedBytes(stored: try row.blob(2)), createdAt: try row.date(3),
      activeFrom: try row.date(4), retiresAt: try row.dateIfPresent(5))
  }
}
