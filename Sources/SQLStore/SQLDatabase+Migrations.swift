package import JOSE

extension SQLDatabase {
  /// Applies those of `migrations` that were not applied yet, in order and in one transaction, and names them.
  ///
  /// Several processes may do this at once: the transaction holds the database's only write lock, so the second one
  /// finds everything done. Names that this program does not know are a newer program's and are left alone.
  @discardableResult
  package func migrate(_ migrations: [Migration], at now: NumericDate) async throws -> [String] {
    try await write { connection in
      try connection.run(
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          name TEXT NOT NULL PRIMARY KEY, position BIGINT NOT NULL, applied_at BIGINT NOT NULL
        )
        """)
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
      return added
    }
  }

  /// Those of `migrations` that were not applied yet.
  package func pendingMigrations(_ migrations: [Migration]) async throws -> [String] {
    try await read { connection in
      let known = try connection.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'")
      let applied =
        known.isEmpty ? [] : Set(try connection.rows("SELECT name FROM schema_migrations").map { try $0.text(0) })
      return migrations.map(\.name).filter { !applied.contains($0) }
    }
  }
}
