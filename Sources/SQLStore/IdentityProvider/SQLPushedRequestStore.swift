package import IdentityProvider
package import JOSE
package import OAuth

/// Keeps pushed requests: a row until somebody brings its name, and then for as long as the login may take. Answering
/// it is deleting it, so who comes second finds nothing.
package struct SQLPushedRequestStore: PushedRequestStore, SQLTables {
  private let database: any SQLDatabase

  /// In this database.
  package init(_ database: any SQLDatabase) { self.database = database }

  package static let migrations = [
    Migration(
      name: "pushed_requests 1 create",
      statements: [
        """
        CREATE TABLE pushed_requests (
          name BLOB NOT NULL PRIMARY KEY, client_id TEXT NOT NULL, request TEXT NOT NULL, ends_at BIGINT NOT NULL,
          expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX pushed_requests_client ON pushed_requests (client_id, expires_at)",
        "CREATE INDEX pushed_requests_expiry ON pushed_requests (expires_at)",
      ])
  ]

  package static let endings = [
    RestoreEnding(what: "pushed requests voided", statement: "DELETE FROM pushed_requests WHERE expires_at > $1")
  ]

  package static let expiring = [
    ExpiringRows(
      table: "pushed_requests",
      deletion: """
        DELETE FROM pushed_requests WHERE name IN (
          SELECT name FROM pushed_requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  /// How long a login that a pushed request began may take, in seconds, with what a person starts again.
  private static let longestLogin = 1800

  package func push(
    _ request: AuthorizationRequest, as name: SecretDigest<PushedRequestSecret>, expires: NumericDate, limit: Int,
    at now: NumericDate
  ) async throws -> Bool {
    let text = request.json.text
    return try await database.write { connection in
      try connection.run(
        """
        INSERT INTO pushed_requests (name, client_id, request, ends_at, expires_at)
        SELECT $1, $2, $3, $4, $4
        WHERE (SELECT COUNT(*) FROM pushed_requests WHERE client_id = $2 AND expires_at > $5) < $6
        """,
        [
          .blob(name.bytes), .text(request.clientID.value), .text(text), .date(expires), .date(now), .int(limit),
        ]) == 1
    }
  }

  package func request(
    _ name: SecretDigest<PushedRequestSecret>, of client: ClientID, at now: NumericDate
  ) async throws -> AuthorizationRequest? {
    let text = try await database.write { connection in
      try connection.row(
        """
        UPDATE pushed_requests SET expires_at = $4 WHERE name = $1 AND client_id = $2 AND ends_at > $3
        RETURNING request
        """,
        [.blob(name.bytes), .text(client.value), .date(now), .date(now + Self.longestLogin)])?.text(0)
    }
    guard let text else { return nil }
    guard let request = AuthorizationRequest(stored: try JSON(parsing: Array(text.utf8))) else {
      throw StoreError.corrupt("a pushed request cannot be read")
    }
    return request.pushed(as: name)
  }

  package func use(_ name: SecretDigest<PushedRequestSecret>) async throws -> Bool {
    try await database.write { connection in try Self.use(name, on: connection) }
  }

  /// Uses a request up, within another store's transaction.
  static func use(
    _ name: SecretDigest<PushedRequestSecret>, on connection: any SQLConnection
  ) throws -> Bool {
    try connection.run("DELETE FROM pushed_requests WHERE name = $1", [.blob(name.bytes)]) == 1
  }
}
