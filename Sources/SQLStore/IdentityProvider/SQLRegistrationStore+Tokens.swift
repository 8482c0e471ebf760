package import IdentityProvider
package import JOSE
package import OAuth

/// An initial access token as operators see it: without the secret, which is told once.
package struct StoredInitialAccessToken: Sendable, Hashable {
  package let id: String
  /// For whom and for what.
  package let purpose: String
  package let terms: RegistrationTerms
  package let usesLeft: Int
  package let createdAt: NumericDate
  package let expiresAt: NumericDate

  package init(
    id: String, purpose: String, terms: RegistrationTerms, usesLeft: Int, createdAt: NumericDate,
    expiresAt: NumericDate
  ) {
    self.id = id
    self.purpose = purpose
    self.terms = terms
    self.usesLeft = usesLeft
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }
}

extension SQLRegistrationStore {
  /// Keeps a new token, by its digest.
  package func create(
    _ token: StoredInitialAccessToken, digest: SecretDigest<InitialAccessTokenSecret>
  ) async throws {
    try await database.write { connection in
      try connection.run(
        """
        INSERT INTO initial_access_tokens (id, digest, purpose, terms, uses_left, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          .text(token.id), .blob(digest.bytes), .text(token.purpose), .text(token.terms.json.text),
          .int(token.usesLeft), .date(token.createdAt), .date(token.expiresAt),
        ])
    }
  }

  /// Those that are good, the oldest first, at most 500.
  package func initialAccessTokens(at now: NumericDate) async throws -> [StoredInitialAccessToken] {
    try await database.read { connection in
      try connection.rows(
        """
        SELECT id, purpose, terms, uses_left, created_at, expires_at FROM initial_access_tokens
        WHERE expires_at > $1 AND uses_left > 0 ORDER BY created_at, id LIMIT 500
        """,
        [.date(now)])
    }.map { row in
      StoredInitialAccessToken(
        id: try row.text(0), purpose: try row.text(1), terms: try RegistrationTerms(row, 2), usesLeft: try row.int(3),
        createdAt: try row.date(4), expiresAt: try row.date(5))
    }
  }

  /// Ends a token. False when there is none.
  package func revokeInitialAccessToken(_ id: String) async throws -> Bool {
    try await database.write { connection in
      try connection.run("DELETE FROM initial_access_tokens WHERE id = $1", [.text(id)]) == 1
    }
  }
}
