package import JOSE

extension SQLDatabase {
  /// Applies those of `migrations` that were not applied yet, in order and in one transaction, and names them.
  ///
  /// Several processes may do this at once: whoever writes is alone (``SQLDatabase/write(_:)``), so the second one finds
  /// everything done. Names that this program does not know are a newer program's and are left alone; a database that is
  /// too new for it is refused (``SchemaFormat``), and so is one that is being moved or was (``DatabaseMove``).
  @discardableResult
  package func migrate(_ migrations: [Migration], at now: NumericDate) async throws -> [String] {
    try await write { connection in
      if let refusal = try DatabaseMove.read(on: connection)?.refusal { throw StoreError.unavailable(refusal) }
      return try SchemaSteps.apply(migrations, on: connection, at: now)
    }
  }

  /// The format that was written to this database last.
  package func schemaFormat() async throws -> SchemaFormat { try await read { try SchemaSteps.format(on: $0) } }

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
