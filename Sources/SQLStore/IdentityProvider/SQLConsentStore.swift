import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

/// Keeps consents: one row for each holder of an enterprise and client. One that nobody used for a year lapses.
package struct SQLConsentStore: ConsentStore, SQLTables {
  private let database: any SQLDatabase
  private let audit: SQLAuditLog?

  /// In this database. With `audit`, in the same database, what is taken back is recorded.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "consents 1 create",
      statements: [
        """
        CREATE TABLE consents (
          consent_id TEXT NOT NULL PRIMARY KEY, uscc TEXT NOT NULL, holder_key TEXT NOT NULL, client_id TEXT NOT NULL,
          approval TEXT NOT NULL, source TEXT NOT NULL CHECK (source IN ('holder', 'policy')),
          presentation_id TEXT NOT NULL, granted_at BIGINT NOT NULL, used_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
          UNIQUE (uscc, holder_key, client_id)
        )
        """,
        "CREATE INDEX consents_holder ON consents (holder_key)",
        "CREATE INDEX consents_expiry ON consents (expires_at)",
      ])
  ]

  package static let expiring = [
    ExpiringRows(
      table: "consents",
      deletion: """
        DELETE FROM consents WHERE consent_id IN (
          SELECT consent_id FROM consents WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  /// What was taken back in the time that a restoration lost must not come back.
  package static let endings = [
    RestoreEnding(what: "consents forgotten", statement: "DELETE FROM consents WHERE $1 = $1", isLogin: true)
  ]

  private static let life = 366 * 86_400

  package func consents(of holder: ConsentHolder, at now: NumericDate) async throws -> [Consent] {
    try await database.read { connection in
      switch holder {
      case .key(let key):
        try connection.rows(
          """
          SELECT consent_id, client_id, uscc, approval, source, granted_at, used_at, presentation_id FROM consents
          WHERE holder_key = $1 AND expires_at > $2 ORDER BY used_at DESC, consent_id LIMIT 500
          """, [.text(key), .date(now)]
        ).map(Self.stored)
      case .enterprise(let uscc):
        try connection.rows(
          """
          SELECT consent_id, client_id, uscc, approval, source, granted_at, used_at, presentation_id FROM consents
          WHERE uscc = $1 AND expires_at > $2 ORDER BY used_at DESC, consent_id LIMIT 500
          """, [.text(uscc), .date(now)]
        ).map(Self.stored)
      }
    }
  }

  package func consent(
    for client: ClientID, uscc: String, holderKey: String, at now: NumericDate
  ) async throws -> Consent? {
    try await database.row(
      """
      SELECT consent_id, client_id, uscc, approval, source, granted_at, used_at, presentation_id FROM consents
      WHERE uscc = $1 AND holder_key = $2 AND client_id = $3 AND expires_at > $4
      """, [.text(uscc), .text(holderKey), .text(client.value), .date(now)]
    ).map(Self.stored)
  }

  /// Whether it was neither taken back nor has lapsed.
  static func stands(_ id: ConsentID, at now: NumericDate, on connection: any SQLConnection) throws -> Bool {
    try connection.row(
      "SELECT 1 FROM consents WHERE consent_id = $1 AND expires_at > $2", [.text(id.value), .date(now)]) != nil
  }

  package func revoke(_ id: ConsentID, by holder: ConsentHolder, at now: NumericDate) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      let row =
        switch holder {
        case .key(let key):
          try connection.row(
            """
            DELETE FROM consents WHERE consent_id = $1 AND holder_key = $2 RETURNING client_id, uscc, holder_key
            """, [.text(id.value), .text(key)])
        case .enterprise(let uscc):
          try connection.row(
            "DELETE FROM consents WHERE consent_id = $1 AND uscc = $2 RETURNING client_id, uscc, holder_key",
            [.text(id.value), .text(uscc)])
        }
      guard let row, let client = ClientID(try row.text(0)) else { return false }
      let (uscc, key) = (try row.text(1), try row.text(2))
      try SQLGrantStore.revoke(client: client, uscc: uscc, holderKey: key, at: now, on: connection)
      try SQLSessionStore.forget(client, uscc: uscc, holderKey: key, at: now, on: connection)
      if let pen {
        try pen.record(
          AuditEvent(
            .consentRevoked, by: .holder(try pen.pseudonym(key, at: now)), client: client.value, licence: uscc,
            object: id.value, at: now), on: connection)
      }
      return true
    }
  }

  /// Remembers what a grant gives its client, within the transaction that issues it. What the holder approved adds to
  /// what was approved before; a policy's word never takes the place of the holder's.
  static func note(
    _ grant: NewGrant, by source: Consent.Source, at now: NumericDate, on connection: any SQLConnection
  ) throws {
    let standing = try connection.row(
      """
      SELECT p.uscc, p.holder_key, c.approval, c.used_at, c.presentation_id
      FROM presentations p
      LEFT JOIN consents c ON c.uscc = p.uscc AND c.holder_key = p.holder_key AND c.client_id = $2
      WHERE p.presentation_id = $1 AND p.holder_key IS NOT NULL
      """,
      [.text(grant.presentationID.value), .text(grant.clientID.value)])
    guard let standing, let uscc = try standing.textIfPresent(0) else { return }
    let key = try standing.text(1)
    var approval = ApprovalText(Session.Approval(scopes: grant.scopes, claims: grant.claims))
    // Use is noted to the minute: what a portal asks for every second would otherwise be written every second.
    if source == .policy, let text = try standing.textIfPresent(2), now - (try standing.date(3)) < 60,
      try standing.text(4) == grant.presentationID.value,
      try ApprovalText(stored: text).approval.covers(approval.approval)
    {
      return
    }
    // The update holds the row until the transaction ends, on every engine.
    let known = try connection.row(
      """
      UPDATE consents SET used_at = $4, expires_at = $5, presentation_id = $6
      WHERE uscc = $1 AND holder_key = $2 AND client_id = $3 RETURNING consent_id, approval, source
      """,
      [
        .text(uscc), .text(key), .text(grant.clientID.value), .date(now), .date(now + life),
        .text(grant.presentationID.value),
      ])
    guard let known else {
      try connection.run(
        """
        INSERT INTO consents (consent_id, uscc, holder_key, client_id, approval, source, presentation_id, granted_at,
          used_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
        """,
        [
          .text(ConsentID.generate().value), .text(uscc), .text(key), .text(grant.clientID.value),
          .text(approval.text), .text(source.rawValue), .text(grant.presentationID.value), .date(now),
          .date(now + life),
        ])
      return
    }
    let isHolders = try known.text(2) == Consent.Source.holder.rawValue
    if source == .policy, isHolders { return }
    if isHolders || source == .policy { approval.add(try ApprovalText(stored: try known.text(1)).approval) }
    try connection.run(
      "UPDATE consents SET approval = $2, source = $3, granted_at = $4 WHERE consent_id = $1",
      [.text(try known.text(0)), .text(approval.text), .text(source.rawValue), .date(now)])
  }

  private static func stored(_ row: SQLRow) throws -> Consent {
    guard let id = ConsentID(try row.text(0)), let client = ClientID(try row.text(1)),
      let source = Consent.Source(rawValue: try row.text(4)), let presentation = PresentationID(try row.text(7))
    else { throw StoreError.corrupt("a consent cannot be read") }
    return Consent(
      id: id, client: client, uscc: try row.text(2), approval: try ApprovalText(stored: try row.text(3)).approval,
      source: source, grantedAt: try row.date(5), usedAt: try row.date(6), presentationID: presentation)
  }
}
