import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

/// Keeps sessions. A session that ends is deleted; what other stores need inside their transactions is static.
package struct SQLSessionStore: SessionStore, SQLTables {
  let database: any SQLDatabase
  let audit: SQLAuditLog?

  /// In this database. With `audit`, in the same database, every end of a session is recorded with it.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "sessions 1 create",
      statements: [
        """
        CREATE TABLE sessions (
          session_id TEXT NOT NULL PRIMARY KEY, secret BLOB NOT NULL UNIQUE, presentation_id TEXT NOT NULL,
          uscc TEXT NOT NULL, acr TEXT NOT NULL, amr TEXT NOT NULL, auth_time BIGINT NOT NULL, seen_at BIGINT NOT NULL,
          idle_allowance BIGINT NOT NULL, is_shared BIGINT NOT NULL, approvals TEXT NOT NULL, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX sessions_presentation ON sessions (presentation_id)",
        "CREATE INDEX sessions_expiry ON sessions (expires_at)",
      ]),
    Migration(
      name: "sessions 2 idle",
      statements: [
        // A session that nobody used is over, and its row stays: logging out later still ends what was granted in it.
        "ALTER TABLE sessions ADD COLUMN idle_noted BIGINT NOT NULL DEFAULT 0",
        "CREATE INDEX sessions_idle ON sessions ((seen_at + idle_allowance)) WHERE idle_noted = 0",
      ]),
    Migration(
      name: "sessions 3 formers",
      statements: ["ALTER TABLE sessions ADD COLUMN formers TEXT NOT NULL DEFAULT ''"]),
    // Which clients were told of a session, and by which name: a session that took another's place has clients that know
    // the former one. `ended` stands there only within the transaction that makes deliveries of them.
    Migration(
      name: "sessions 4 clients",
      statements: [
        """
        CREATE TABLE session_clients (
          session_id TEXT NOT NULL, client_id TEXT NOT NULL, sid TEXT NOT NULL, subject TEXT NOT NULL,
          delivery_id TEXT NOT NULL, ended BIGINT NOT NULL DEFAULT 0, expires_at BIGINT NOT NULL,
          PRIMARY KEY (session_id, client_id, sid)
        )
        """,
        "CREATE INDEX session_clients_ended ON session_clients (session_id) WHERE ended = 1",
        "CREATE INDEX session_clients_expiry ON session_clients (expires_at)",
      ]),
  ]

  package static let endings = [
    RestoreEnding(what: "sessions ended", statement: "DELETE FROM sessions WHERE $1 = $1", isLogin: true)
  ]

  package static let expiring = [
    ExpiringRows(
      table: "sessions",
      deletion: """
        UPDATE sessions SET idle_noted = 1 WHERE session_id IN (
          SELECT session_id FROM sessions WHERE idle_noted = 0 AND seen_at + idle_allowance <= $1
          ORDER BY seen_at + idle_allowance LIMIT $2)
        RETURNING session_id, uscc, is_shared
        """,
      onlyNotes: true, event: { row, now in try SessionEnd.idle.event(row, by: .server, at: now) },
      consequence: { try tell(ofSharedEnd: $0, isShared: $0.bool(2), at: $1, on: $2) }),
    ExpiringRows(
      table: "sessions",
      deletion: """
        DELETE FROM sessions WHERE session_id IN (
          SELECT session_id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        RETURNING session_id, uscc, idle_noted, is_shared
        """,
      onlyNotes: false,
      event: { row, now in try row.bool(2) ? nil : SessionEnd.expired.event(row, by: .server, at: now) },
      consequence: { try tell(ofSharedEnd: $0, isShared: $0.bool(3), at: $1, on: $2) }),
    // After the sessions, which may still have something to say to them.
    ExpiringRows(
      table: "session_clients",
      deletion: """
        DELETE FROM session_clients WHERE (session_id, client_id, sid) IN (
          SELECT session_id, client_id, sid FROM session_clients WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
  ]

  package func session(secret: SecretDigest<SessionSecret>, at now: NumericDate) async throws -> Session? {
    let row = try await database.row(
      """
      SELECT session_id, presentation_id, uscc, acr, amr, auth_time, seen_at, expires_at, is_shared, approvals,
        formers, idle_allowance
      FROM sessions WHERE secret = $1 AND expires_at > $2 AND seen_at + idle_allowance > $2
      """,
      [.blob(secret.bytes), .date(now)])
    guard let row else { return nil }
    let session = try Self.session(row)
    // Now and then is enough: a session that is used every second would otherwise be written every second.
    if now - session.lastSeen >= (try row.int(11)) / 6 {
      try await database.write { connection in
        _ = try connection.run(
          "UPDATE sessions SET seen_at = $2 WHERE session_id = $1 AND seen_at < $2",
          [.text(session.id.value), .date(now)])
      }
    }
    return session
  }

  package func session(_ id: SessionID, at now: NumericDate) async throws -> Session? {
    try await database.row(
      """
      SELECT session_id, presentation_id, uscc, acr, amr, auth_time, seen_at, expires_at, is_shared, approvals,
        formers
      FROM sessions WHERE session_id = $1 AND expires_at > $2 AND seen_at + idle_allowance > $2
      """,
      [.text(id.value), .date(now)]
    ).map(Self.session)
  }

  package func open(_ session: NewSession, at now: NumericDate) async throws {
    try await database.write { connection in try Self.open(session, at: now, on: connection) }
  }

  package func approve(
    _ approval: Session.Approval, for client: ClientID, in session: SessionID, at now: NumericDate
  ) async throws -> Bool {
    try await database.write { connection in
      guard let approved = try Self.hold(session, at: now, on: connection) else { return false }
      try Self.approve(approval, for: client, in: session, where: approved, on: connection)
      return true
    }
  }

  /// Holds a living session until the transaction ends, so that no approval is lost to another and nobody ends it
  /// meanwhile. What was approved in it, as it stands in the row; nil when it is over.
  static func hold(_ session: SessionID, at now: NumericDate, on connection: any SQLConnection) throws -> String? {
    // An update that changes nothing holds the row on every engine, and touches no index.
    try connection.row(
      """
      UPDATE sessions SET is_shared = is_shared
      WHERE session_id = $1 AND expires_at > $2 AND seen_at + idle_allowance > $2
      RETURNING approvals
      """,
      [.text(session.value), .date(now)])?.text(0)
  }

  /// Adds an approval to those of a session that is held.
  static func approve(
    _ approval: Session.Approval, for client: ClientID, in session: SessionID, where approved: String,
    on connection: any SQLConnection
  ) throws {
    var approvals = try SessionApprovals(stored: approved)
    approvals.add(approval, for: client)
    try connection.run(
      "UPDATE sessions SET approvals = $2 WHERE session_id = $1", [.text(session.value), .text(approvals.text)])
  }

  package func end(_ id: SessionID, at now: NumericDate) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in try Self.end(id, .loggedOut, by: pen, at: now, on: connection) }
  }
}
