import IdentityProvider
package import JOSE
package import OAuth

/// Remembers used client assertions. The primary key makes the second use fail, whichever process it comes to.
package struct SQLAssertionStore: AssertionStore, SQLTables {
  private let database: any SQLDatabase

  /// In this database.
  package init(_ database: any SQLDatabase) { self.database = database }

  package static let migrations = [
    Migration(
      name: "used_assertions 1 create",
      statements: [
        """
        CREATE TABLE used_assertions (
          client_id TEXT NOT NULL, jti BLOB NOT NULL, expires_at BIGINT NOT NULL, PRIMARY KEY (client_id, jti)
        )
        """,
        "CREATE INDEX used_assertions_expiry ON used_assertions (expires_at)",
      ])
  ]

  package static let expiring = [
    ExpiringRows(
      table: "used_assertions",
      deletion: """
        DELETE FROM used_assertions WHERE (client_id, jti) IN (
          SELECT client_id, jti FROM used_assertions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  package func use(
    _ jti: String, of client: ClientID, madeAt: NumericDate, expires: NumericDate, at now: NumericDate
  ) async throws -> Bool {
    // The digest, so that a client cannot make rows as long as it likes.
    let digest = Digests.sha256(Array(jti.utf8))
    return try await database.write { connection in
      try connection.run(
        """
        INSERT INTO used_assertions (client_id, jti, expires_at)
        SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM restorations WHERE at > $4) ON CONFLICT DO NOTHING
        """,
        [.text(client.value), .blob(digest), .date(expires), .date(madeAt)]) == 1
    }
  }
}
