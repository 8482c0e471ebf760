import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

/// Keeps what clients asked for by the back channel: short-lived rows. What was approved is a grant like any other, kept
/// under a digest that follows from the `auth_req_id`.
package struct SQLBackchannelStore: BackchannelStore, SQLTables {
  /// How long a row stays after its end, so that the client can be told what happened.
  private static let memory = 600

  let database: any SQLDatabase
  let audit: SQLAuditLog?

  /// In this database, in which grants, orders and deliveries are kept too. With `audit`, in the same database, what
  /// clients fetch is recorded.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "backchannel_requests 1 create",
      statements: [
        """
        CREATE TABLE backchannel_requests (
          auth_req_id BLOB NOT NULL PRIMARY KEY, link BLOB UNIQUE, client_id TEXT NOT NULL, request TEXT NOT NULL,
          ping_id TEXT, ping BLOB, order_id TEXT, denied BIGINT NOT NULL DEFAULT 0, poll_interval BIGINT NOT NULL,
          polled_at BIGINT, asked_at BIGINT NOT NULL, ends_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX backchannel_requests_client ON backchannel_requests (client_id, ends_at)",
        "CREATE INDEX backchannel_requests_order ON backchannel_requests (order_id) WHERE order_id IS NOT NULL",
        "CREATE INDEX backchannel_requests_expiry ON backchannel_requests (expires_at)",
      ])
  ]

  package static let expiring = [
    ExpiringRows(
      table: "backchannel_requests",
      deletion: """
        DELETE FROM backchannel_requests WHERE auth_req_id IN (
          SELECT auth_req_id FROM backchannel_requests WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  package static let endings = [
    RestoreEnding(
      what: "backchannel requests voided",
      statement: "UPDATE backchannel_requests SET denied = 1, link = NULL WHERE denied = 0 AND ends_at > $1")
  ]

  package func open(_ new: NewBackchannelAuthentication, at now: NumericDate) async throws -> Bool {
    let (request, ends) = (new.authentication.request, new.expiresAt)
    return try await database.write { connection in
      try connection.run(
        """
        INSERT INTO backchannel_requests (auth_req_id, link, client_id, request, ping_id, ping, poll_interval, asked_at,
          ends_at, expires_at)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
        WHERE (SELECT COUNT(*) FROM backchannel_requests WHERE client_id = $3 AND ends_at > $8) < $11
        """,
        [
          .blob(new.id.bytes), .blob(new.link.bytes), .text(request.clientID.value), .text(request.json.text),
          .text(orNull: new.ping?.id.value), new.ping.map { .blob($0.bytes) } ?? .null, .int(new.interval),
          .date(now), .date(ends), .date(ends + Self.memory), .int(new.perClient),
        ]) == 1
    }
  }

  package func use(
    _ link: SecretDigest<RequestLinkSecret>, to step: AwaitedStep, at now: NumericDate
  ) async throws -> BackchannelAuthentication? {
    try await database.write { connection in
      guard let row = try Self.row(of: link, step, on: connection, at: now) else { return nil }
      if case .refuse = step { try Self.announce(request: try row.blob(2), at: now, on: connection) }
      guard let request = AuthorizationRequest(stored: try JSON(parsing: Array(try row.text(0).utf8))) else {
        throw StoreError.corrupt("a backchannel request cannot be read")
      }
      return BackchannelAuthentication(request, askedAt: try row.date(1))
    }
  }

  private static func row(
    of link: SecretDigest<RequestLinkSecret>, _ step: AwaitedStep, on connection: any SQLConnection, at now: NumericDate
  ) throws -> SQLRow? {
    switch step {
    case .look:
      try connection.row(
        """
        SELECT request, asked_at, auth_req_id FROM backchannel_requests
        WHERE link = $1 AND denied = 0 AND ends_at > $2
        """,
        [.blob(link.bytes), .date(now)])
    case .claim:
      try connection.row(
        """
        UPDATE backchannel_requests SET link = NULL WHERE link = $1 AND denied = 0 AND ends_at > $2
        RETURNING request, asked_at, auth_req_id
        """,
        [.blob(link.bytes), .date(now)])
    case .refuse:
      try connection.row(
        """
        UPDATE backchannel_requests SET link = NULL, denied = 1 WHERE link = $1 AND denied = 0 AND ends_at > $2
        RETURNING request, asked_at, auth_req_id
        """,
        [.blob(link.bytes), .date(now)])
    }
  }
}
