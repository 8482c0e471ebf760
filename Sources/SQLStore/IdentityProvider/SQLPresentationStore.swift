import AuditLog
package import IdentityProvider
package import JOSE
package import KeyCustody

/// Keeps presentations, sealed. The statements that other stores need inside their own transactions are static.
package struct SQLPresentationStore: PresentationStore, SQLTables {
  private let database: any SQLDatabase
  private let secrets: ServerSecrets
  private let opened = OpenedPresentations()

  /// In this database, sealed under the secrets of purpose `evidence`.
  package init(_ database: any SQLDatabase, secrets: ServerSecrets) {
    self.database = database
    self.secrets = secrets
  }

  package static let migrations = [
    Migration(
      name: "presentations 1 create",
      statements: [
        """
        CREATE TABLE presentations (
          presentation_id TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL, revoked_at BIGINT, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX presentations_expiry ON presentations (expires_at)",
      ]),
    // Whose it is, so that an operator can end an enterprise's or a region's logins at once. Both are in the public
    // register; the person stays sealed.
    Migration(
      name: "presentations 2 whose",
      statements: [
        "ALTER TABLE presentations ADD COLUMN uscc TEXT",
        "ALTER TABLE presentations ADD COLUMN region TEXT",
        "CREATE INDEX presentations_uscc ON presentations (uscc)",
        "CREATE INDEX presentations_region ON presentations (region)",
      ]),
    // By whose key, so that a holder can take back what was approved with it.
    Migration(
      name: "presentations 3 holder",
      statements: [
        "ALTER TABLE presentations ADD COLUMN holder_key TEXT",
        "CREATE INDEX presentations_holder ON presentations (holder_key)",
      ]),
  ]

  package static let expiring = [
    ExpiringRows(
      table: "presentations",
      deletion: """
        DELETE FROM presentations WHERE presentation_id IN (
          SELECT presentation_id FROM presentations WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  package func keep(_ presentation: Presentation, expires: NumericDate, at now: NumericDate) async throws {
    let sealed = try seal(presentation, at: now)
    try await database.write { connection in
      try Self.keep(presentation, sealed: sealed, expires: expires, on: connection)
    }
  }

  package func presentation(_ id: PresentationID, at now: NumericDate) async throws -> Presentation? {
    let row = try await database.row(
      "SELECT sealed FROM presentations WHERE presentation_id = $1 AND revoked_at IS NULL AND expires_at > $2",
      [.text(id.value), .date(now)])
    guard let row else { return nil }
    let bytes: [UInt8]
    let sealed = try row.blob(0)
    if secrets.knows(theSecretOf: sealed, .evidence, at: now), let known = opened.presentation(id, sealed: sealed) {
      return known
    }
    do {
      bytes = try secrets.open(sealed, .evidence, associatedData: Self.associatedData(id), at: now)
    } catch {
      // Its secret was retired: nobody can read it any more, and what stood on it is over.
      if case .otherKey = error { return nil }
      throw error
    }
    guard let presentation = Presentation(stored: try JSON(parsing: bytes)) else {
      throw StoreError.corrupt("a presentation cannot be read")
    }
    opened.remember(presentation, sealed: sealed)
    return presentation
  }

  package func revoke(_ id: PresentationID, at now: NumericDate) async throws -> Bool {
    try await database.write { connection in try Self.revoke(id, by: nil, at: now, on: connection) }
  }

  /// The form in which `keep(_:sealed:expires:on:)` takes a presentation.
  package func seal(_ presentation: Presentation, at now: NumericDate) throws -> [UInt8] {
    try secrets.seal(
      presentation.json.serialized(), .evidence, associatedData: Self.associatedData(presentation.id), at: now)
  }

  /// One row's bytes do not open as another's.
  private static func associatedData(_ id: PresentationID) -> [UInt8] { Array("presentations/\(id.value)".utf8) }

  /// Keeps a sealed presentation, within another store's transaction.
  static func keep(
    _ presentation: Presentation, sealed: [UInt8], expires: NumericDate, on connection: any SQLConnection
  ) throws {
    try connection.run(
      """
      INSERT INTO presentations (presentation_id, sealed, expires_at, uscc, region, holder_key)
      VALUES ($1, $2, $3, $4, $5, $6)
      """,
      [
        .text(presentation.id.value), .blob(sealed), .date(expires), .text(presentation.uscc),
        .text(presentation.region), .text(presentation.holderKeyThumbprint),
      ])
  }

  /// Makes a presentation stay at least until then, for what points to it.
  static func extend(_ id: PresentationID, until: NumericDate, on connection: any SQLConnection) throws {
    try connection.run(
      "UPDATE presentations SET expires_at = $2 WHERE presentation_id = $1 AND expires_at < $2",
      [.text(id.value), .date(until)])
  }

  /// "Not me", within another store's transaction: the presentation, its sessions and its grants.
  static func revoke(
    _ id: PresentationID, by pen: AuditPen?, at now: NumericDate, on connection: any SQLConnection
  ) throws -> Bool {
    let count = try connection.run(
      "UPDATE presentations SET revoked_at = $2 WHERE presentation_id = $1 AND revoked_at IS NULL",
      [.text(id.value), .date(now)])
    // A session that took another's place has older presentations' grants too: they hang on it, so they end with it.
    let sessions = try connection.rows(
      "DELETE FROM sessions WHERE presentation_id = $1 RETURNING session_id, uscc", [.text(id.value)])
    for row in sessions {
      guard let session = SessionID(try row.text(0)) else { continue }
      try pen?.record(SessionEnd.disowned.event(row, by: .holder(nil), at: now), on: connection)
      try SQLSessionStore.tell(ofEnd: .one(session), at: now, on: connection)
      try SQLGrantStore.revoke(session: session, includingOutliving: true, at: now, on: connection)
    }
    try SQLGrantStore.revoke(presentation: id, at: now, on: connection)
    return count == 1
  }
}
