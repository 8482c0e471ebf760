import AuditLog
package import JOSE
package import LicenceIssuer
import ELicence
import OAuth

/// Issued credentials, their status lists and the nonces of their proofs, in tables.
package struct SQLCredentialStore: CredentialStore, SQLTables {
  private let database: any SQLDatabase
  private let audit: SQLAuditLog?
  private let documents: SQLIdentityDocuments?

  /// The credentials in this database. With `audit`, in the same database, each that is issued is recorded with it; with
  /// `documents`, it carries the holder's identity document.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil, documents: SQLIdentityDocuments? = nil) {
    self.database = database
    self.audit = audit
    self.documents = documents
  }

  package static let migrations = [
    Migration(
      name: "credentials 1",
      statements: [
        """
        CREATE TABLE status_lists (
          id BIGINT NOT NULL PRIMARY KEY, used BIGINT NOT NULL, version BIGINT NOT NULL, opened_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE credentials (
          id TEXT NOT NULL PRIMARY KEY, grant_id TEXT NOT NULL, uscc TEXT NOT NULL, holder_id TEXT NOT NULL,
          device_key TEXT NOT NULL, list_id BIGINT NOT NULL REFERENCES status_lists (id), list_index BIGINT NOT NULL,
          status BIGINT NOT NULL, issued_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, invalidated_at BIGINT,
          event TEXT, UNIQUE (list_id, list_index)
        )
        """,
        "CREATE INDEX credentials_by_holder ON credentials (uscc, holder_id)",
        "CREATE INDEX credentials_not_valid ON credentials (list_id) WHERE status <> 0",
        "CREATE INDEX credentials_by_expiry ON credentials (expires_at)",
        "CREATE TABLE used_nonces (digest BLOB NOT NULL PRIMARY KEY, expires_at BIGINT NOT NULL)",
        "CREATE INDEX used_nonces_by_expiry ON used_nonces (expires_at)",
      ]),
    Migration(
      name: "credentials 2 restored lists",
      statements: ["ALTER TABLE status_lists ADD COLUMN restored_at BIGINT"]),
  ]

  package static let endings = [
    RestoreEnding(
      what: "status lists closed: what was issued since the backup is not vouched for, and no place is given twice",
      statement: "UPDATE status_lists SET restored_at = $1, version = version + 1"),
    // Lists may have been opened since the backup, and their places given away.
    RestoreEnding(
      what: "status list opened for new credentials",
      statement: """
        INSERT INTO status_lists (id, used, version, opened_at)
        SELECT MAX(id) + 1000, 0, 1, $1 FROM status_lists HAVING COUNT(*) > 0
        """),
  ]

  package static let expiring = [
    ExpiringRows(
      // A day of grace: whoever still accepts an expired credential, for his clock, must not find it valid again.
      table: "credentials",
      deletion: """
        DELETE FROM credentials WHERE id IN
          (SELECT id FROM credentials WHERE expires_at <= $1 - 86400 ORDER BY expires_at LIMIT $2)
        """),
    ExpiringRows(
      table: "used_nonces",
      deletion: """
        DELETE FROM used_nonces WHERE digest IN
          (SELECT digest FROM used_nonces WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
  ]

  package func issue(_ new: NewCredential, at now: NumericDate) async throws -> CredentialIssuance {
    let pen = audit?.pen()
    return try await database.write { [documents] connection in
      guard let grant = try connection.grant(access: new.access, at: now) else { return .invalidToken }
      let isFirstUse = try connection.run(
        "INSERT INTO used_nonces (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
        [.blob(new.nonce.digest), .date(new.nonce.expiresAt)])
      guard isFirstUse == 1 else { return .nonceUsed }
      let isSameKey = try connection.run(
        "UPDATE issuance_grants SET device_key = $2 WHERE id = $1 AND (device_key IS NULL OR device_key = $2)",
        [.text(grant.id), .text(new.deviceKey)])
      guard isSameKey == 1 else { return .otherKey }
      guard let holder = try connection.holder(grant.holderID, of: grant.uscc) else { return .holderWithdrawn }
      guard let licence = try connection.licence(grant.uscc) else { return .holderWithdrawn }
      guard licence.state.isUsable else { return .licenceNotUsable(licence.state) }
      // A renewal on the same phone leaves the former credential as it is until it expires: logins that stand on it
      // must not end because a wallet renewed in time.
      try connection.invalidateCredentials(
        of: grant.uscc, holder: grant.holderID, exceptOf: new.deviceKey, at: now)
      try connection.run(
        """
        UPDATE issuance_grants SET revoked_at = $4
        WHERE uscc = $1 AND holder_id = $2 AND revoked_at IS NULL
          AND number < (SELECT number FROM issuance_grants WHERE id = $3)
        """, [.text(grant.uscc.value), .text(grant.holderID), .text(grant.id), .date(now)])
      let place = try connection.takePlace(for: new, of: grant, at: now)
      if let pen {
        try pen.record(
          AuditEvent(
            .credentialIssued, by: .holder(pen.pseudonym(grant.holderID, at: now)), client: grant.clientID,
            licence: grant.uscc.value, object: "status \(place.list)/\(place.index)", reason: holder.role.rawValue,
            at: now),
          on: connection)
      }
      let document = try documents?.document(of: holder, of: licence, at: now, on: connection)
      return .issued(
        IssuedCredential(
          licence: licence, holder: holder, document: document, list: place.list, index: place.index))
    }
  }

  package func record(_ event: NotificationEvent, of id: String, grant: String) async throws -> Bool {
    try await database.write { connection in
      try connection.run(
        "UPDATE credentials SET event = $3 WHERE id = $1 AND grant_id = $2",
        [.text(id), .text(grant), .text(event.rawValue)]) == 1
    }
  }
}

extension SQLConnection {
  fileprivate func takePlace(
    for new: NewCredential, of grant: IssuanceGrant, at now: NumericDate
  ) throws -> (list: Int, index: Int) {
    let list = try openList(at: now)
    for index in new.candidates {
      let isTaken = try run(
        """
        INSERT INTO credentials (id, grant_id, uscc, holder_id, device_key, list_id, list_index, status, issued_at,
          expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9) ON CONFLICT (list_id, list_index) DO NOTHING
        """,
        [
          .text(new.id), .text(grant.id), .text(grant.uscc.value), .text(grant.holderID), .text(new.deviceKey),
          .int(list), .int(index), .date(now), .date(new.expiresAt),
        ])
      if isTaken == 1 {
        try run("UPDATE status_lists SET used = used + 1 WHERE id = $1", [.int(list)])
        return (list, index)
      }
    }
    throw StoreError.unavailable("no free place in status list \(list)")
  }

  /// The list that is being filled. Places are never given twice: a full list empties as its credentials expire.
  private func openList(at now: NumericDate) throws -> Int {
    let last = try row("SELECT id, used FROM status_lists ORDER BY id DESC LIMIT 1")
    if let last, try last.int(1) < StatusListSize.filled { return try last.int(0) }
    let id = try (last?.int(0) ?? 0) + 1
    try run("INSERT INTO status_lists (id, used, version, opened_at) VALUES ($1, 0, 1, $2)", [.int(id), .date(now)])
    return id
  }
}
