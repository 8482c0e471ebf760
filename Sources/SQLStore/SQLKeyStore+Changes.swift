import JOSE
import KeyCustody
import LibCrypto

extension SQLKeyStore {
  static func apply(_ change: KeyChange, on connection: any SQLConnection) throws {
    switch change {
    case .announce(let key): try insert(key, on: connection)
    case .transition(let transition): try move(transition, on: connection)
    case .certify(let kid, let chain):
      try connection.run(
        "UPDATE signing_keys SET certificate_chain = $2 WHERE kid = $1", [.text(kid), .text(orNull: pem(chain))])
    case .addSecret(let secret):
      try connection.run(
        """
        INSERT INTO server_secrets (purpose, id, sealed, created_at, active_from, retires_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [
          .text(secret.purpose.rawValue), .text(secret.id), .blob(secret.sealed.bytes), .date(secret.createdAt),
          .date(secret.activeFrom), .date(orNull: secret.retiresAt),
        ])
    case .retireSecret(let purpose, let id, let date):
      try connection.run(
        "UPDATE server_secrets SET retires_at = $3 WHERE purpose = $1 AND id = $2",
        [.text(purpose.rawValue), .text(id), .date(date)])
    case .removeSecret(let purpose, let id):
      try connection.run(
        "DELETE FROM server_secrets WHERE purpose = $1 AND id = $2", [.text(purpose.rawValue), .text(id)])
    case .reseal(let kid, let sealed):
      try connection.run(
        "UPDATE signing_keys SET private_key = $2 WHERE kid = $1 AND private_key IS NOT NULL",
        [.text(kid), .blob(sealed.bytes)])
    case .resealSecret(let purpose, let id, let sealed):
      try connection.run(
        "UPDATE server_secrets SET sealed = $3 WHERE purpose = $1 AND id = $2",
        [.text(purpose.rawValue), .text(id), .blob(sealed.bytes)])
    case .adoptEncryptionKey(let id):
      try connection.run(
        """
        UPDATE key_ring SET encryption_key_id = $1, former_encryption_keys =
          CASE WHEN encryption_key_id IS NULL THEN former_encryption_keys
          ELSE TRIM(COALESCE(former_encryption_keys, '') || ' ' || encryption_key_id) END
        WHERE id = 1
        """, [.text(id)])
    case .forgetLocation(let kid):
      try connection.run("UPDATE signing_keys SET location = NULL WHERE kid = $1 AND state = 'removed'", [.text(kid)])
    case .recordMaximumAge(let seconds):
      try connection.run(
        "UPDATE key_ring SET longest_maximum_age = $1 WHERE id = 1 AND longest_maximum_age < $1", [.int(seconds)])
    }
  }

  private static func insert(_ key: StoredKey, on connection: any SQLConnection) throws {
    try connection.run(
      """
      INSERT INTO signing_keys (kid, key_use, algorithm, state, public_key, private_key, certificate_chain,
        created_at, announced_at, signs_from, retires_at, removes_at, location)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      """,
      [
        .text(key.kid), .text(key.slot.use.rawValue), .text(key.slot.algorithm.rawValue), .text(key.state.rawValue),
        .text(JSON.object(key.verificationKey.jwk).text), .blob(orNull: key.privateKey?.bytes),
        .text(orNull: pem(key.certificateChain)), .date(key.dates.createdAt), .date(key.dates.announcedAt),
        .date(key.dates.signsFrom), .date(key.dates.retiresAt), .date(key.dates.removesAt),
        .text(orNull: key.location?.text),
      ])
  }

  private static func move(_ transition: KeyTransition, on connection: any SQLConnection) throws {
    let arguments: [SQLValue] = [
      .text(transition.kid), .text(transition.from.rawValue), .text(transition.to.rawValue), .date(transition.at),
    ]
    switch transition.to {
    case .announced:
      throw StoreError.statement("a key does not go back to being announced")
    case .signing:
      try connection.run(
        "UPDATE signing_keys SET state = $3, promoted_at = $4 WHERE kid = $1 AND state = $2", arguments)
    case .retired:
      try connection.run(
        "UPDATE signing_keys SET state = $3, retired_at = $4 WHERE kid = $1 AND state = $2", arguments)
    case .removed:
      try connection.run(
        "UPDATE signing_keys SET state = $3, removed_at = $4, private_key = NULL WHERE kid = $1 AND state = $2",
        arguments)
    }
  }

  private static func pem(_ chain: [Certificate]) -> String? { chain.isEmpty ? nil : chain.map(\.pem).joined() }
}
