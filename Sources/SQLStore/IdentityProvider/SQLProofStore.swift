import IdentityProvider
package import JOSE

/// Remembers used DPoP proofs. The primary key makes the second use fail, whichever process it comes to.
package struct SQLProofStore: ProofStore, SQLTables {
  private let database: any SQLDatabase

  /// In this database.
  package init(_ database: any SQLDatabase) { self.database = database }

  package static let migrations = [
    Migration(
      name: "used_proofs 1 create",
      statements: [
        "CREATE TABLE used_proofs (name BLOB NOT NULL PRIMARY KEY, expires_at BIGINT NOT NULL)",
        "CREATE INDEX used_proofs_expiry ON used_proofs (expires_at)",
      ])
  ]

  package static let expiring = [
    ExpiringRows(
      table: "used_proofs",
      deletion: """
        DELETE FROM used_proofs WHERE name IN (
          SELECT name FROM used_proofs WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  package func use(
    _ name: [UInt8], madeAt: NumericDate, expires: NumericDate, at now: NumericDate
  ) async throws -> Bool {
    try await database.write { connection in
      try connection.run(
        """
        INSERT INTO used_proofs (name, expires_at)
        SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM restorations WHERE at > $3) ON CONFLICT DO NOTHING
        """,
        [.blob(name), .date(expires), .date(madeAt)]) == 1
    }
  }
}
