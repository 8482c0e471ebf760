package import JOSE
package import LicenceIssuer
package import OAuth

/// Issuance grants in a table: one row each, updated in place.
package struct SQLIssuanceGrantStore: IssuanceGrantStore, SQLTables {
  private let database: any SQLDatabase

  /// The grants in this database.
  package init(_ database: any SQLDatabase) { self.database = database }

  package static let migrations = [
    Migration(
      name: "issuance_grants 1",
      statements: [
        """
        CREATE TABLE issuance_grants (
          id TEXT NOT NULL PRIMARY KEY, uscc TEXT NOT NULL, holder_id TEXT NOT NULL, number BIGINT NOT NULL,
          client_id TEXT, uses_identifiers BIGINT NOT NULL, access_token BLOB NOT NULL UNIQUE,
          access_expires_at BIGINT NOT NULL, refresh_token BLOB NOT NULL UNIQUE, device_key TEXT,
          created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, revoked_at BIGINT,
          FOREIGN KEY (uscc, holder_id) REFERENCES holders (uscc, holder_id)
        )
        """,
        "CREATE UNIQUE INDEX issuance_grants_by_holder ON issuance_grants (uscc, holder_id, number)",
        "CREATE INDEX issuance_grants_by_expiry ON issuance_grants (expires_at)",
      ])
  ]

  package static let endings = [
    RestoreEnding(
      what: "wallets' access tokens ended",
      statement: "UPDATE issuance_grants SET access_expires_at = $1 WHERE access_expires_at > $1"),
    RestoreEnding(
      what: "wallets' refresh tokens ended: each holder needs a new offer when the credential expires",
      statement: "UPDATE issuance_grants SET revoked_at = $1 WHERE revoked_at IS NULL", isLogin: true),
  ]

  package static let expiring = [
    ExpiringRows(
      table: "issuance_grants",
      deletion: """
        DELETE FROM issuance_grants WHERE id IN
          (SELECT id FROM issuance_grants WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  package func grant(access: SecretDigest<IssuanceTokenSecret>, at now: NumericDate) async throws -> IssuanceGrant? {
    try await database.read { try $0.grant(access: access, at: now) }
  }

  package func refresh(
    _ token: SecretDigest<RefreshTokenSecret>, access: NewAccessToken, expiresAt: NumericDate, at now: NumericDate
  ) async throws -> IssuanceGrant? {
    try await database.write { connection in
      try connection.row(
        """
        UPDATE issuance_grants
        SET access_token = $2, access_expires_at = $3, uses_identifiers = $4, expires_at = $5
        WHERE refresh_token = $1 AND revoked_at IS NULL AND expires_at > $6
        RETURNING id, uscc, holder_id, client_id, uses_identifiers, device_key
        """,
        [
          .blob(token.bytes), .blob(access.digest.bytes), .date(access.expiresAt), .bool(access.usesIdentifiers),
          .date(expiresAt), .date(now),
        ]
      ).map { try IssuanceGrant(row: $0) }
    }
  }
}

extension SQLConnection {
  /// The grant that an access token stands for.
  func grant(access: SecretDigest<IssuanceTokenSecret>, at now: NumericDate) throws -> IssuanceGrant? {
    try row(
      """
      SELECT id, uscc, holder_id, client_id, uses_identifiers, device_key FROM issuance_grants
      WHERE access_token = $1 AND access_expires_at > $2 AND revoked_at IS NULL AND expires_at > $2
      """, [.blob(access.bytes), .date(now)]
    ).map { try IssuanceGrant(row: $0) }
  }
}

extension IssuanceGrant {
  /// Reads `id, uscc, holder_id, client_id, uses_identifiers, device_key`.
  init(row: SQLRow) throws {
    self.init(
      id: try row.text(0), uscc: try row.creditCode(1), holderID: try row.text(2), clientID: try row.textIfPresent(3),
      usesIdentifiers: try row.bool(4), deviceKey: try row.textIfPresent(5))
  }
}
