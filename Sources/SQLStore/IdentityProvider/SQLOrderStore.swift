import AuditLog
import ELicence
package import IdentityProvider
package import JOSE
package import OAuth

/// Keeps orders and what belongs to them in SQL.
package struct SQLOrderStore: OrderStore, SQLTables {
  /// How long the row of an order stays after its end, so that its page can say what happened.
  static let memory = 600
  /// How many rows a source may have for each living order that it may have. Orders that run out by themselves are six:
  /// two minutes of life and ten of memory.
  static let rememberedPerLiving = 8

  let database: any SQLDatabase
  let presentations: SQLPresentationStore
  let audit: SQLAuditLog?

  /// In this database, in which `presentations` are kept too: both are written in one transaction.
  /// With `audit`, in the same database, whatever ends a login is recorded in the transaction that does it.
  package init(_ database: any SQLDatabase, presentations: SQLPresentationStore, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
    self.presentations = presentations
  }

  package func open(_ order: NewOrder, at now: NumericDate) async throws -> OrderOpening {
    try await database.write { connection in
      // The one whose place it takes is not counted.
      let former = order.former?.value ?? ""
      let ofClient = try connection.row(
        "SELECT COUNT(*) FROM orders WHERE client_id = $1 AND ends_at > $2 AND id <> $3",
        [.text(order.request.clientID.value), .date(now), .text(former)])
      if try ofClient?.int(0) ?? 0 >= order.perClient { return .tooManyForClient }
      let ofSource = try connection.row(
        "SELECT COUNT(*) FROM orders WHERE source = $1 AND ends_at > $2 AND id <> $3",
        [.text(order.source), .date(now), .text(former)])
      if try ofSource?.int(0) ?? 0 >= order.perSource { return .tooManyForSource }
      // Rows that only remember are bounded too: otherwise opening and stopping in turn would fill the disk.
      let remembered = try connection.row(
        "SELECT COUNT(*) FROM orders WHERE source = $1 AND ends_at > $2",
        [.text(order.source), .date(now - Self.memory)])
      if try remembered?.int(0) ?? 0 >= order.perSource * Self.rememberedPerLiving { return .tooManyForSource }
      // Who waits for the former one's answer is not told that it was stopped: the new one is attached in the same step.
      let hasStopped = try order.former.map { try Self.stop($0, of: order.browser, on: connection, at: now) } ?? false
      try connection.run(
        """
        INSERT INTO orders (id, client_id, source, browser, request, context, shared, state, created_at, ends_at,
          expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'created', $8, $9, $10)
        """,
        [
          .text(order.id.value), .text(order.request.clientID.value), .text(order.source),
          .blob(order.browser.bytes), .text(order.request.json.text), .text(order.context.json.text),
          .bool(order.isShared), .date(now), .date(order.expiresAt), .date(order.expiresAt + Self.memory),
        ])
      if let key = order.request.awaited?.key { try SQLAwaitedLoginStore.attach(order.id, to: key, on: connection) }
      return hasStopped ? .tookPlace : .opened
    }
  }

  package func order(_ id: OrderID, at now: NumericDate) async throws -> Order? {
    try await database.read { connection in try Self.order(id, on: connection, at: now) }
  }

  package func renew(
    _ id: OrderID, of browser: SecretDigest<BrowserSecret>, until: NumericDate, at now: NumericDate
  ) async throws {
    try await database.write { connection in
      try connection.run(
        """
        UPDATE orders SET ends_at = $1, expires_at = $2
        WHERE id = $3 AND browser = $4 AND state = 'created' AND ends_at > $5 AND ends_at < $1
        """,
        [.date(until), .date(until + Self.memory), .text(id.value), .blob(browser.bytes), .date(now)])
    }
  }

  package func share(
    _ id: OrderID, of browser: SecretDigest<BrowserSecret>, _ isShared: Bool, at now: NumericDate
  ) async throws -> Bool {
    try await database.write { connection in
      try connection.run(
        """
        UPDATE orders SET shared = $1
        WHERE id = $2 AND browser = $3 AND state IN ('created', 'scanned') AND ends_at > $4
        """,
        [.bool(isShared), .text(id.value), .blob(browser.bytes), .date(now)]) == 1
    }
  }

  package func cancel(
    _ id: OrderID, of browser: SecretDigest<BrowserSecret>, at now: NumericDate
  ) async throws -> Bool {
    try await database.write { connection in
      guard try Self.stop(id, of: browser, on: connection, at: now) else { return false }
      try SQLAwaitedLoginStore.announce(id, at: now, on: connection)
      return true
    }
  }

  /// Cancels an order of this browser that is not finished.
  private static func stop(
    _ id: OrderID, of browser: SecretDigest<BrowserSecret>, on connection: any SQLConnection, at now: NumericDate
  ) throws -> Bool {
    let version = try tick(connection)
    let row = try connection.row(
      """
      UPDATE orders SET state = 'cancelled', number = NULL, response_code = NULL, ends_at = $1, expires_at = $2,
        version = $3
      WHERE id = $4 AND browser = $5 AND state IN ('created', 'scanned', 'approved') AND ends_at > $1
      RETURNING client_id, channel
      """,
      [.date(now), .date(now + memory), .integer(version), .text(id.value), .blob(browser.bytes)])
    guard let row else { return false }
    try SQLUsageStore.count(.cancelled, of: row.textIfPresent(1), for: row.text(0), on: connection, at: now)
    return true
  }

  package func fail(
    _ id: OrderID, returning code: SecretDigest<ResponseCodeSecret>, at now: NumericDate
  ) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      let version = try Self.tick(connection)
      let row = try connection.row(
        """
        UPDATE orders SET state = 'failed', response_code = NULL, ends_at = $1, expires_at = $2, version = $3
        WHERE id = $4 AND response_code = $5 AND state = 'approved' AND ends_at > $1
        RETURNING client_id, uscc, holder_key, channel
        """,
        [.date(now), .date(now + Self.memory), .integer(version), .text(id.value), .blob(code.bytes)])
      guard let row else { return false }
      try SQLAwaitedLoginStore.announce(id, at: now, on: connection)
      let event = LoginEvent(
        order: id.value, client: try row.text(0), uscc: try row.textIfPresent(1),
        holderKey: try row.textIfPresent(2), reason: "otherBrowser")
      try pen?.record(.loginRefused, .refused, event, on: connection, at: now)
      try SQLUsageStore.count(.failed, of: row.textIfPresent(3), for: row.text(0), on: connection, at: now)
      return true
    }
  }

  package func changes(after version: Int64, limit: Int) async throws -> [OrderChange] {
    try await database.read { connection in
      try connection.rows(
        """
        SELECT id, state, channel, confirmed, wrong_numbers, notice, ends_at, version FROM orders
        WHERE version > $1 ORDER BY version LIMIT $2
        """,
        [.integer(version), .int(limit)]
      ).map { row in
        guard let id = OrderID(try row.text(0)), let state = OrderState(rawValue: try row.text(1)) else {
          throw StoreError.corrupt("an order has an unknown id or state")
        }
        return OrderChange(
          id: id, state: state, channel: try row.textIfPresent(2).flatMap { Channel(rawValue: $0) },
          isConfirmedPair: try row.bool(3), wrongNumbers: try row.int(4), notice: try row.textIfPresent(5),
          expiresAt: try row.date(6), version: try row.integer(7))
      }
    }
  }

  package func latestVersion() async throws -> Int64 {
    try await database.read { connection in
      try connection.row("SELECT version FROM order_clock WHERE id = 1")?.integer(0) ?? 0
    }
  }
}

extension SQLOrderStore {
  /// The next version. One row hands them out, so a reader that has seen version N has seen all before it.
  static func tick(_ connection: any SQLConnection) throws -> Int64 {
    let row = try connection.row("UPDATE order_clock SET version = version + 1 WHERE id = 1 RETURNING version")
    guard let row else { throw StoreError.corrupt("the clock of the orders is missing") }
    return try row.integer(0)
  }

  static func order(_ id: OrderID, on connection: any SQLConnection, at now: NumericDate) throws -> Order? {
    let row = try connection.row(
      """
      SELECT browser, request, context, shared, state, created_at, ends_at, channel, presentation_id, confirmed,
        wrong_numbers, notice, version, number FROM orders WHERE id = $1 AND expires_at > $2
      """,
      [.text(id.value), .date(now)])
    guard let row else { return nil }
    guard
      let request = AuthorizationRequest(stored: try JSON(parsing: Array(try row.text(1).utf8))),
      let context = LoginContext(json: try JSON(parsing: Array(try row.text(2).utf8))),
      let state = OrderState(rawValue: try row.text(4))
    else { throw StoreError.corrupt("an order cannot be read") }
    return Order(
      id: id, browser: SecretDigest(bytes: try row.blob(0)), request: request, context: context,
      isShared: try row.bool(3), state: state, createdAt: try row.date(5), expiresAt: try row.date(6),
      channel: try row.textIfPresent(7).flatMap { Channel(rawValue: $0) },
      presentationID: try row.textIfPresent(8).flatMap { PresentationID($0) }, isConfirmedPair: try row.bool(9),
      numberKeyID: try row.blobIfPresent(13).flatMap { ConfirmationNumber.keyID(ofDigest: $0) },
      wrongNumbers: try row.int(10), notice: try row.textIfPresent(11), version: try row.integer(12))
  }
}
