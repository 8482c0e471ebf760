import AuditLog
package import ELicence
package import IdentityProvider
package import JOSE

/// Keeps the trust list; an entry is its anchor's JSON, found by its short name.
package struct SQLTrustStore: TrustStore, SQLTables {
  private let database: any SQLDatabase
  private let audit: SQLAuditLog?

  /// In this database. With `audit`, in the same database, changes are recorded with them.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "trust 1 create",
      statements: [
        """
        CREATE TABLE trust_anchors (
          name TEXT NOT NULL PRIMARY KEY, region TEXT NOT NULL, document TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'stopped', 'removed')),
          changed_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE trust_version (
          singleton BIGINT NOT NULL PRIMARY KEY CHECK (singleton = 1), version BIGINT NOT NULL
        )
        """,
        "INSERT INTO trust_version (singleton, version) VALUES (1, 0)",
      ])
  ]

  package func entries() async throws -> [TrustEntry] {
    let rows = try await database.read { connection in
      try connection.rows("SELECT document, state, changed_at FROM trust_anchors ORDER BY region, name", [])
    }
    return try rows.map { row in
      guard let anchor = TrustAnchor(json: try JSON(parsing: Array(try row.text(0).utf8))),
        let state = TrustState(rawValue: try row.text(1))
      else { throw StoreError.corrupt("an entry of the trust list cannot be read") }
      return TrustEntry(anchor: anchor, state: state, changedAt: try row.date(2))
    }
  }

  package func save(_ entry: TrustEntry) async throws {
    let pen = audit?.pen()
    try await database.write { connection in try Self.write(entry, by: pen, on: connection) }
  }

  /// Writes an entry within another transaction.
  static func write(_ entry: TrustEntry, by pen: AuditPen?, on connection: any SQLConnection) throws {
    let isKnown = try connection.row("SELECT 1 FROM trust_anchors WHERE name = $1", [.text(entry.name)]) != nil
    try connection.run(
      """
      INSERT INTO trust_anchors (name, region, document, state, changed_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (name) DO UPDATE SET region = excluded.region, document = excluded.document,
        state = excluded.state, changed_at = excluded.changed_at
      """,
      arguments(entry))
    try raiseVersion(connection)
    try pen?.record(isKnown ? .trustChanged : .trustAdded, entry, on: connection)
  }

  package func seed(_ anchors: [TrustAnchor], at now: NumericDate) async throws -> Int {
    let pen = audit?.pen()
    return try await database.write { connection in
      var count = 0
      for anchor in anchors {
        let entry = TrustEntry(anchor: anchor, state: .active, changedAt: now)
        let isNew = try connection.run(
          """
          INSERT INTO trust_anchors (name, region, document, state, changed_at) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (name) DO NOTHING
          """,
          Self.arguments(entry))
        guard isNew == 1 else { continue }
        count += 1
        try pen?.record(.trustAdded, entry, from: "from the settings' file", on: connection)
      }
      if count > 0 { try Self.raiseVersion(connection) }
      return count
    }
  }

  package func version() async throws -> Int {
    try await database.read { connection in
      try connection.row("SELECT version FROM trust_version")?.int(0) ?? 0
    }
  }

  private static func raiseVersion(_ connection: any SQLConnection) throws {
    try connection.run("UPDATE trust_version SET version = version + 1")
    connection.announce(.trust)
  }

  private static func arguments(_ entry: TrustEntry) -> [SQLValue] {
    [
      .text(entry.name), .text(entry.anchor.region), .text(entry.anchor.json.text), .text(entry.state.rawValue),
      .date(entry.changedAt),
    ]
  }
}

extension AuditPen {
  fileprivate func record(
    _ action: AuditAction, _ entry: TrustEntry, from source: String? = nil, on connection: any SQLConnection
  ) throws {
    let words = ["region \(entry.anchor.region)", entry.state.rawValue] + [source].compactMap(\.self)
    try record(
      AuditEvent(
        action, by: actor, object: entry.name, reason: words.joined(separator: ", "), at: entry.changedAt),
      on: connection)
  }
}
