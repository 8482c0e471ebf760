import IdentityProvider
package import JOSE

/// Remembers revoked access tokens that hang on no grant.
package struct SQLRevokedTokenStore: RevokedTokenStore, SQLTables {
  private let database: any SQLDatabase

  /// In this database.
  package init(_ database: any SQLDatabase) { self.database = database }

  package static let migrations = [
    Migration(
      name: "revoked_tokens 1 create",
      statements: [
        "CREATE TABLE revoked_tokens (jti TEXT NOT NULL PRIMARY KEY, expires_at BIGINT NOT NULL)",
        "CREATE INDEX revoked_tokens_expiry ON revoked_tokens (expires_at)",
      ])
  ]

  package static let expiring = [
    ExpiringRows(
      table: "revoked_tokens",
      deletion: """
        DELETE FROM revoked_tokens WHERE jti IN (
          SELECT jti FROM revoked_tokens WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  package func revoke(_ jti: String, expires: NumericDate, at now: NumericDate) async throws {
    try await database.write { connection in
      _ = try connection.run(
        "INSERT INTO revoked_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        [.text(jti), .date(expires)])
    }
  }

  package func isRevoked(_ jti: String) async throws -> Bool {
    try await database.row("SELECT 1 FROM revoked_tokens WHERE jti = $1", [.text(jti)]) != nil
  }
}
