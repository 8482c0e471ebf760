package import JOSE

/// Keeps operators, their second factors and their sessions. A row of an operator is never deleted: the log names it.
package struct SQLOperatorStore: SQLTables, Sendable {
  let database: any SQLDatabase

  package init(_ database: any SQLDatabase) { self.database = database }

  package static let migrations = [
    Migration(
      name: "operators 1 create",
      statements: [
        """
        CREATE TABLE operators (
          name TEXT NOT NULL PRIMARY KEY, role TEXT NOT NULL,
          standing TEXT NOT NULL CHECK (standing IN ('active', 'suspended', 'removed')),
          certificate BLOB NOT NULL, fingerprint BLOB NOT NULL UNIQUE, factor BLOB NOT NULL,
          last_step BIGINT NOT NULL, tries BIGINT NOT NULL, tries_since BIGINT NOT NULL,
          enrolled_at BIGINT NOT NULL, changed_at BIGINT NOT NULL, seen_at BIGINT
        )
        """,
        "CREATE INDEX operators_standing ON operators (standing)",
        """
        CREATE TABLE operator_sessions (
          token BLOB NOT NULL PRIMARY KEY, operator TEXT NOT NULL REFERENCES operators (name),
          fingerprint BLOB NOT NULL, used_at BIGINT NOT NULL, idle BIGINT NOT NULL, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX operator_sessions_operator ON operator_sessions (operator)",
        "CREATE INDEX operator_sessions_expiry ON operator_sessions (expires_at)",
      ]),
    Migration(
      name: "operators 2 renewal",
      statements: [
        // Good until the renewed certificate is used: an answer that is lost must not lock its operator out.
        "ALTER TABLE operators ADD COLUMN former_fingerprint BLOB",
        "CREATE INDEX operators_former_fingerprint ON operators (former_fingerprint)",
        "ALTER TABLE operators ADD COLUMN fixed_term BIGINT NOT NULL DEFAULT 0",
      ]),
  ]

  package static let expiring = [
    ExpiringRows(
      table: "operator_sessions",
      deletion: """
        DELETE FROM operator_sessions WHERE token IN (
          SELECT token FROM operator_sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  package static let endings = [
    RestoreEnding(what: "operators' sessions ended", statement: "DELETE FROM operator_sessions WHERE $1 = $1")
  ]

  /// Takes an operator in.
  /// - Returns: false when the name or the certificate was ever used.
  package func enrol(_ operator: StoredOperator, factor: [UInt8]) async throws -> Bool {
    try await database.write { connection in
      try connection.run(
        """
        INSERT INTO operators (name, role, standing, certificate, fingerprint, factor, last_step, tries, tries_since,
          enrolled_at, changed_at, fixed_term)
        VALUES ($1, $2, 'active', $3, $4, $5, 0, 0, 0, $6, $6, $7)
        ON CONFLICT DO NOTHING
        """,
        [
          .text(`operator`.name), .text(`operator`.role), .blob(`operator`.certificate),
          .blob(`operator`.fingerprint), .blob(factor), .date(`operator`.enrolledAt),
          .bool(`operator`.hasFixedTerm),
        ]) == 1
    }
  }

  /// All, in the order of their names; removed ones too.
  package func operators() async throws -> [StoredOperator] {
    try await database.read { connection in
      try connection.rows(
        """
        SELECT name, role, standing, certificate, fingerprint, enrolled_at, changed_at, seen_at, fixed_term
        FROM operators
        ORDER BY name
        """, [])
    }.map { try StoredOperator($0) }
  }

  package func `operator`(named name: String) async throws -> StoredOperator? {
    try await database.read { connection in
      try connection.row(
        """
        SELECT name, role, standing, certificate, fingerprint, enrolled_at, changed_at, seen_at, fixed_term
        FROM operators
        WHERE name = $1
        """, [.text(name)])
    }.map { try StoredOperator($0) }
  }

  /// Who logs in with the certificate of this fingerprint, if the operator is active; also with the one before a renewal
  /// that was never used.
  package func `operator`(withCertificate fingerprint: [UInt8]) async throws -> StoredOperator? {
    try await database.read { connection in
      try connection.row(
        """
        SELECT name, role, standing, certificate, fingerprint, enrolled_at, changed_at, seen_at, fixed_term
        FROM operators
        WHERE (fingerprint = $1 OR former_fingerprint = $1) AND standing = 'active'
        """, [.blob(fingerprint)])
    }.map { try StoredOperator($0) }
  }

  /// Whether anybody was ever enrolled and is not removed.
  package func hasOperators() async throws -> Bool {
    try await database.read { connection in
      try connection.row("SELECT 1 FROM operators WHERE standing IN ('active', 'suspended') LIMIT 1", []) != nil
    }
  }

  /// Moves an operator into another standing and ends the operator's sessions. What is removed stays removed.
  /// - Returns: false when there is no such operator, or a removed one.
  package func move(_ name: String, to standing: StoredOperator.Standing, at now: NumericDate) async throws -> Bool {
    try await database.write { connection in
      let moved = try connection.run(
        "UPDATE operators SET standing = $2, changed_at = $3 WHERE name = $1 AND standing <> 'removed'",
        [.text(name), .text(standing.rawValue), .date(now)])
      try connection.run("DELETE FROM operator_sessions WHERE operator = $1", [.text(name)])
      return moved == 1
    }
  }

  /// Gives an operator another second factor and ends the operator's sessions.
  package func replaceFactor(of name: String, by factor: [UInt8], at now: NumericDate) async throws -> Bool {
    try await database.write { connection in
      let changed = try connection.run(
        """
        UPDATE operators SET factor = $2, last_step = 0, tries = 0, changed_at = $3
        WHERE name = $1 AND standing <> 'removed'
        """,
        [.text(name), .blob(factor), .date(now)])
      try connection.run("DELETE FROM operator_sessions WHERE operator = $1", [.text(name)])
      return changed == 1
    }
  }
}
