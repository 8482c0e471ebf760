package import JOSE

extension SQLDatabase {
  /// Applies those of `migrations` that were not applied yet, in order and in one transaction, and names them.
  ///
  /// Several processes may do this at once: whoever writes is alone (``SQLDatabase/write(_:)``), so the second one finds
  /// everything done. Names that this program does not know are a newer program's and are left alone; a database that is
  /// too new for it is refused (``SchemaFormat``).
  @discardableResult
  package func migrate(_ migrations: [Migration], at now: NumericDate) async throws -> [String] {
    try await write { connection in
      try connection.run(
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          name TEXT NOT NULL PRIMARY KEY, position BIGINT NOT NULL, applied_at BIGINT NOT NULL
        )
        """)
      let present = try Self.schemaFormat(on: connection)
      guard present.isServed else { throw StoreError.unavailable(present.refusal) }
      var applied = Set(try connection.rows("SELECT name FROM schema_migrations").map { try $0.text(0) })
      var position = Int64(applied.count)
      var added: [String] = []
      for migration in migrations where applied.insert(migration.name).inserted {
        for statement in migration.statements { try connection.run(statement) }
        position += 1
        try connection.run(
          "INSERT INTO schema_migrations (name, position, applied_at) VALUES ($1, $2, $3)",
          [.text(migration.name), .integer(position), .date(now)])
        added.append(migration.name)
      }
      try Self.raise(present, on: connection)
      return added
    }
  }

  /// The format that was written to this database last.
  package func schemaFormat() async throws -> SchemaFormat { try await read { try Self.schemaFormat(on: $0) } }

  private static func schemaFormat(on connection: any SQLConnection) throws -> SchemaFormat {
    guard try connection.hasTable("schema_format"),
      let row = try connection.row("SELECT format, readable_from FROM schema_format WHERE id = 1")
    else { return .first }
    return SchemaFormat(format: try row.int(0), readableFrom: try row.int(1))
  }

  private static func raise(_ present: SchemaFormat, on connection: any SQLConnection) throws {
    guard present.format < SchemaFormat.current.format else { return }
    try connection.run(
      """
      CREATE TABLE IF NOT EXISTS schema_format (
        id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1), format BIGINT NOT NULL, readable_from BIGINT NOT NULL
      )
      """)
    try connection.run(
      """
      INSERT INTO schema_format (id, format, readable_from) VALUES (1, $1, $2)
      ON CONFLICT (id) DO UPDATE SET format = $1, readable_from = $2
      """, [.int(SchemaFormat.current.format), .int(SchemaFormat.current.readableFrom)])
  }

  /// The names of the schema's steps that were applied to this database, in order; empty for one without any.
  package func appliedMigrations() async throws -> [String] {
    try await read { connection in
      guard try connection.hasTable("schema_migrations") else { return [] }
      return try connection.rows("SELECT name FROM schema_migrations ORDER BY position").map { try $0.text(0) }
    }
  }

  /// Those of `migrations` that were not applied yet.
  package func pendingMigrations(_ migrations: [Migration]) async throws -> [String] {
    let applied = Set(try await appliedMigrations())
    return migrations.map(\.name).filter { !applied.contains($0) }
  }
}
