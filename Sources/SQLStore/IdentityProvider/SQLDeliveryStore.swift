import AuditLog
package import IdentityProvider
package import JOSE
import OAuth

/// Keeps the outbox. A row whose `due_at` is null waits for an operator; while a process has it, `due_at` is when its
/// lease ends.
package struct SQLDeliveryStore: DeliveryStore, SQLTables {
  let database: any SQLDatabase
  private let audit: SQLAuditLog?

  /// In this database. With `audit`, in the same database, what could not be delivered is recorded.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "deliveries 1 create",
      statements: [
        """
        CREATE TABLE deliveries (
          delivery_id TEXT NOT NULL PRIMARY KEY, client_id TEXT NOT NULL, sid TEXT NOT NULL, subject TEXT NOT NULL,
          created_at BIGINT NOT NULL, due_at BIGINT, attempts BIGINT NOT NULL DEFAULT 0, lease_owner TEXT,
          last_result TEXT, last_at BIGINT, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX deliveries_due ON deliveries (due_at) WHERE due_at IS NOT NULL",
        "CREATE INDEX deliveries_waiting ON deliveries (client_id, due_at) WHERE due_at IS NOT NULL",
        "CREATE INDEX deliveries_leased ON deliveries (client_id, due_at) WHERE lease_owner IS NOT NULL",
        "CREATE INDEX deliveries_by_time ON deliveries (created_at, delivery_id)",
        "CREATE INDEX deliveries_by_client ON deliveries (client_id)",
        "CREATE INDEX deliveries_expiry ON deliveries (expires_at)",
      ]),
    // With it, a row is no end of a session, and says nothing by `sid` and `subject`.
    Migration(name: "deliveries 2 pings", statements: ["ALTER TABLE deliveries ADD COLUMN ping BLOB"]),
  ]

  package static let expiring = [
    ExpiringRows(
      table: "deliveries",
      deletion: """
        DELETE FROM deliveries WHERE delivery_id IN (
          SELECT delivery_id FROM deliveries WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  /// Seconds for which what could not be delivered is kept for operators.
  static let life = 7 * 86_400

  package func hasDue(at now: NumericDate) async throws -> Bool {
    try await database.read { connection in
      try connection.row("SELECT 1 FROM deliveries WHERE due_at <= $1 LIMIT 1", [.date(now)]) != nil
    }
  }

  package func take(
    by owner: String, lease: NumericDate, perClient: Int, at now: NumericDate
  ) async throws -> Delivery? {
    try await database.write { connection in
      // The clients are walked along the index, however many rows one of them has. The outer condition is asked again of
      // the row itself, for engines on which another process may have been faster.
      try connection.row(
        """
        UPDATE deliveries SET lease_owner = $1, due_at = $3, attempts = attempts + 1
        WHERE due_at <= $2 AND delivery_id = (
          WITH RECURSIVE waiting (client_id) AS (
            SELECT MIN(client_id) FROM deliveries WHERE due_at IS NOT NULL
            UNION ALL
            SELECT (
              SELECT MIN(later.client_id) FROM deliveries later
              WHERE later.due_at IS NOT NULL AND later.client_id > waiting.client_id)
            FROM waiting WHERE waiting.client_id IS NOT NULL
          )
          SELECT first.delivery_id FROM (
            SELECT client_id, (
              SELECT COUNT(*) FROM deliveries held
              WHERE held.client_id = waiting.client_id AND held.lease_owner IS NOT NULL AND held.due_at > $2) AS under_way
            FROM waiting) busy
          JOIN deliveries first ON first.delivery_id = (
            SELECT next.delivery_id FROM deliveries next
            WHERE next.client_id = busy.client_id AND next.due_at <= $2 ORDER BY next.due_at LIMIT 1)
          WHERE busy.under_way < $4 ORDER BY busy.under_way, first.due_at LIMIT 1)
        RETURNING delivery_id, client_id, sid, subject, attempts, created_at, ping
        """,
        [.text(owner), .date(now), .date(lease), .int(perClient)]
      ).map(Self.delivery)
    }
  }

  package func settle(_ id: DeliveryID, at now: NumericDate) async throws {
    try await database.write { connection in
      try connection.run("DELETE FROM deliveries WHERE delivery_id = $1", [.text(id.value)])
    }
  }

  package func postpone(
    _ delivery: Delivery, of owner: String, until next: NumericDate?, because result: DeliveryResult,
    at now: NumericDate
  ) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      let count = try connection.run(
        """
        UPDATE deliveries SET lease_owner = NULL, due_at = $3, last_result = $4, last_at = $5
        WHERE delivery_id = $1 AND lease_owner = $2
        """,
        [.text(delivery.id.value), .text(owner), .date(orNull: next), .text(result.rawValue), .date(now)])
      guard count == 1 else { return false }
      let client = delivery.client.value
      if next == nil, let session = delivery.session, let pen,
        try SQLAuditLog.passes(client, .logoutUndelivered, at: now, on: connection)
      {
        try pen.record(
          AuditEvent(
            .logoutUndelivered, .refused, by: .server, client: client, object: session.value,
            reason: result.rawValue, at: now), on: connection)
      }
      return true
    }
  }

  package func load() async throws -> DeliveryLoad {
    try await database.read { connection in
      let waiting = try connection.row(
        "SELECT COUNT(*), MIN(created_at) FROM deliveries WHERE due_at IS NOT NULL")
      let all = try connection.row("SELECT COUNT(*) FROM deliveries")?.int(0) ?? 0
      let count = try waiting?.int(0) ?? 0
      return DeliveryLoad(waiting: count, abandoned: all - count, oldest: try waiting?.dateIfPresent(1))
    }
  }

  /// Makes deliveries of the clients of ended sessions, within another store's transaction.
  static func takeEnded(at now: NumericDate, on connection: any SQLConnection) throws {
    try connection.run(
      """
      INSERT INTO deliveries (delivery_id, client_id, sid, subject, created_at, due_at, expires_at)
      SELECT delivery_id, client_id, sid, subject, $1, $1, $2 FROM session_clients
      WHERE ended = 1 AND EXISTS (
        SELECT 1 FROM clients
        WHERE clients.client_id = session_clients.client_id AND COALESCE(clients.is_told_of_logouts, 1) = 1)
      """, [.date(now), .date(now + life)])
    try connection.run("DELETE FROM session_clients WHERE ended = 1")
  }

  /// Reads the columns in the order of every query here.
  static func delivery(_ row: SQLRow) throws -> Delivery {
    guard let id = DeliveryID(try row.text(0)), let client = ClientID(try row.text(1)),
      let message = try message(row, of: id)
    else { throw StoreError.corrupt("a delivery cannot be read") }
    return Delivery(
      id: id, client: client, message: message, attempts: try row.int(4), createdAt: try row.date(5))
  }

  private static func message(_ row: SQLRow, of id: DeliveryID) throws -> Delivery.Message? {
    if let ping = try row.blobIfPresent(6) { return .answerReady(SealedPing(id: id, bytes: ping)) }
    let subject = try row.text(3)
    return SessionID(try row.text(2)).map { .sessionEnded($0, subject: subject) }
  }
}
