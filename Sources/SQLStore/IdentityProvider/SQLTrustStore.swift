package import ELicence
package import IdentityProvider
package import JOSE

/// Keeps the trust list; an entry is its anchor's JSON, found by its short name.
package struct SQLTrustStore: TrustStore, SQLTables {
  private let database: any SQLDatabase

  /// In this database.
  package init(_ database: any SQLDatabase) { self.database = database }

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
    try await database.write { connection in
      try connection.run(
        """
        INSERT INTO trust_anchors (name, region, document, state, changed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (name) DO UPDATE SET region = excluded.region, document = excluded.document,
          state = excluded.state, changed_at = excluded.changed_at
        """,
        Self.arguments(entry))
      try connection.run("UPDATE trust_version SET version = version + 1", [])
    }
  }

  package func seed(_ anchors: [TrustAnchor], at now: NumericDate) async throws -> Int {
    try await database.write { connection in
      var count = 0
      for anchor in anchors {
        count += try connection.run(
          """
          INSERT INTO trust_anchors (name, region, document, state, changed_at) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (name) DO NOTHING
          """,
          Self.arguments(TrustEntry(anchor: anchor, state: .active, changedAt: now)))
      }
      if count > 0 { try connection.run("UPDATE trust_version SET version = version + 1", []) }
      return count
    }
  }

  package func version() async throws -> Int {
    try await database.read { connection in
      try connection.row("SELECT version FROM trust_version")?.int(0) ?? 0
    }
  }

  private static func arguments(_ entry: TrustEntry) -> [SQLValue] {
    [
      .text(entry.name), .text(entry.anchor.region), .text(entry.anchor.json.text), .text(entry.state.rawValue),
      .date(entry.changedAt),
    ]
  }
}
