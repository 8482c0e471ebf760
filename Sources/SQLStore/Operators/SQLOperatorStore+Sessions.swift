package import JOSE

extension SQLOperatorStore {
  /// Counts a try of a code before the code is looked at, so that any number of tries at once stays within the bound.
  /// - Returns: the sealed second factor; nil when the operator is not active or has no try left.
  package func claimTry(
    of name: String, atMost limit: Int, within seconds: Int, at now: NumericDate
  ) async throws -> [UInt8]? {
    try await database.write { connection in
      try connection.row(
        """
        UPDATE operators SET
          tries = CASE WHEN tries_since + $4 <= $2 THEN 1 ELSE tries + 1 END,
          tries_since = CASE WHEN tries_since + $4 <= $2 THEN $2 ELSE tries_since END
        WHERE name = $1 AND standing = 'active' AND (tries < $3 OR tries_since + $4 <= $2)
        RETURNING factor
        """,
        [.text(name), .date(now), .int(limit), .int(seconds)])
    }.map { try $0.blob(0) }
  }

  /// Uses a code up and begins a session, in one transaction.
  /// - Parameters:
  ///   - presented: the fingerprint of the certificate that was logged in with. The one before it is then good no more.
  ///   - renewed: the certificate (DER) and its fingerprint that take the place of it.
  ///   - step: the code's time step; it and every earlier one is used up.
  ///   - token: the digest of the session's token.
  ///   - fingerprint: of the certificate from which alone the token is good.
  /// - Returns: false when the code was used before.
  package func begin(
    _ name: String, presenting presented: [UInt8],
    renewed: (certificate: [UInt8], fingerprint: [UInt8])? = nil, usingStep step: Int64, token: [UInt8],
    fingerprint: [UInt8], idle: Int, until: NumericDate, at now: NumericDate
  ) async throws -> Bool {
    try await database.write { connection in
      let used = try connection.run(
        """
        UPDATE operators SET last_step = $2, tries = 0, seen_at = $3,
          former_fingerprint = CASE WHEN fingerprint = $4 THEN NULL ELSE former_fingerprint END
        WHERE name = $1 AND standing = 'active' AND last_step < $2
        """,
        [.text(name), .integer(step), .date(now), .blob(presented)])
      guard used == 1 else { return false }
      if let renewed {
        try connection.run(
          """
          UPDATE operators SET certificate = $2, fingerprint = $3, former_fingerprint = $4, changed_at = $5
          WHERE name = $1
          """,
          [
            .text(name), .blob(renewed.certificate), .blob(renewed.fingerprint), .blob(presented), .date(now),
          ])
      }
      try connection.run(
        """
        INSERT INTO operator_sessions (token, operator, fingerprint, used_at, idle, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [.blob(token), .text(name), .blob(fingerprint), .date(now), .int(idle), .date(until)])
      return true
    }
  }

  /// The session of a token, presented with the certificate of this fingerprint, while its operator is active.
  package func session(
    token: [UInt8], fingerprint: [UInt8], at now: NumericDate
  ) async throws -> StoredOperatorSession? {
    let row = try await database.read { connection in
      try connection.row(
        """
        SELECT o.name, o.role, s.expires_at, s.used_at FROM operator_sessions s JOIN operators o ON o.name = s.operator
        WHERE s.token = $1 AND s.fingerprint = $2 AND s.expires_at > $3 AND s.used_at + s.idle > $3
          AND o.standing = 'active'
        """,
        [.blob(token), .blob(fingerprint), .date(now)])
    }
    guard let row else { return nil }
    // Now and then is enough to know that it is used.
    if try row.date(3) + 5 <= now {
      try await database.write { connection in
        try connection.run("UPDATE operator_sessions SET used_at = $2 WHERE token = $1", [.blob(token), .date(now)])
      }
    }
    return StoredOperatorSession(name: try row.text(0), role: try row.text(1), expiresAt: try row.date(2))
  }

  /// Ends one session.
  package func end(token: [UInt8]) async throws {
    try await database.write { connection in
      try connection.run("DELETE FROM operator_sessions WHERE token = $1", [.blob(token)])
    }
  }
}
