import AuditLog
package import IdentityProvider
package import JOSE
import OAuth

// The end of a login. One transaction: what is not all done is not done at all.
extension SQLOrderStore {
  package func complete(_ ending: LoginEnding, at now: NumericDate) async throws -> Completion {
    let pen = audit?.pen()
    return try await database.write { connection in
      // 1. The order waits, for this browser.
      let row = try connection.row(
        """
        SELECT channel, uscc, holder_key, number, response_code, confirmed, wrong_numbers, client_id FROM orders
        WHERE id = $1 AND browser = $2 AND state = 'approved' AND ends_at > $3
        """,
        [.text(ending.order.value), .blob(ending.browser.bytes), .date(now)])
      guard let row, let uscc = try row.textIfPresent(1), let holderKey = try row.textIfPresent(2) else {
        return .notWaiting
      }
      let event = LoginEvent(
        order: ending.order.value, client: try row.text(7), uscc: uscc, holderKey: holderKey, reason: try row.text(0))

      // 2. The proof fits the channel and is right.
      switch ending.proof {
      case .number(let digest):
        guard let expected = try row.blobIfPresent(3) else { return .notWaiting }
        let spent = try Self.wrongNumbers(of: uscc, on: connection, at: now)
        guard spent < ending.numberBudget else {
          try pen?.record(.numbersExhausted, .refused, event, on: connection, at: now)
          try Self.count(.failed, event, on: connection, at: now)
          return try Self.fail(ending.order, on: connection, at: now)
        }
        guard constantTimeEquals(digest, expected) else {
          let counted = try Self.countWrongNumber(
            ending, uscc: uscc, already: try row.int(6), isBudgetSpent: spent + 1 >= ending.numberBudget,
            on: connection, at: now)
          if case .outOfTries = counted {
            try pen?.record(.numbersExhausted, .refused, event, on: connection, at: now)
            try Self.count(.failed, event, on: connection, at: now)
          }
          return counted
        }
      case .responseCode(let code):
        guard let expected = try row.blobIfPresent(4), constantTimeEquals(code.bytes, expected) else {
          return .notWaiting
        }
      case .confirmedPair:
        guard try row.bool(5), row.isNull(4) else { return .notWaiting }
      }

      // 3. The request behind it was not answered before, and the order is used up.
      if let pushed = ending.pushed, !(try SQLPushedRequestStore.use(pushed, on: connection)) {
        return .answeredBefore
      }
      if let key = ending.awaited, try !SQLAwaitedLoginStore.waits(for: key, on: connection) { return .answeredBefore }
      let version = try Self.tick(connection)
      try connection.run(
        """
        UPDATE orders SET state = 'consumed', number = NULL, response_code = NULL, ends_at = $1, expires_at = $2,
          version = $3 WHERE id = $4
        """,
        [.date(now), .date(now + Self.memory), .integer(version), .text(ending.order.value)])

      // 4. What it was for.
      try Self.open(ending, by: pen, on: connection, at: now)
      try SQLGrantStore.issue(ending.grant, code: ending.code, codeExpires: ending.codeExpires, on: connection)
      try SQLConsentStore.note(ending.grant, by: .holder, at: now, on: connection)
      if ending.awaited != nil { try SQLAwaitedLoginStore.announce(ending.order, at: now, on: connection) }
      try connection.run("UPDATE receipts SET completed = 1 WHERE order_id = $1", [.text(ending.order.value)])

      // 5. Next time these two know each other. A pair that a number confirmed stays; one that was used is renewed.
      if let until = ending.confirmedUntil, row.isNull(4) {
        try connection.run(
          """
          INSERT INTO confirmed_pairs (browser, holder_key, expires_at) VALUES ($1, $2, $3)
          ON CONFLICT (browser, holder_key) DO UPDATE SET expires_at = excluded.expires_at
          """,
          [.blob(ending.browser.bytes), .text(holderKey), .date(until)])
      }
      try pen?.record(.loginCompleted, .done, event, on: connection, at: now)
      try Self.count(.completed, event, on: connection, at: now)
      return .completed
    }
  }

  private static func open(
    _ ending: LoginEnding, by pen: AuditPen?, on connection: any SQLConnection, at now: NumericDate
  ) throws {
    try SQLSessionStore.open(ending.session, at: now, on: connection)
    switch ending.former {
    case nil: break
    case .ended(let former): _ = try SQLSessionStore.end(former, .switched, by: pen, at: now, on: connection)
    case .replaced(let former, let approvals):
      try SQLSessionStore.replace(
        former, by: ending.session.id, recordedBy: pen, at: now, on: connection)
      var all = SessionApprovals(approvals)
      all.add(ending.session.approval.what, for: ending.session.approval.client)
      try connection.run(
        "UPDATE sessions SET approvals = $2 WHERE session_id = $1",
        [.text(ending.session.id.value), .text(all.text)])
    }
  }

  private static func count(
    _ outcome: LoginOutcome, _ event: LoginEvent, on connection: any SQLConnection, at now: NumericDate
  ) throws {
    guard let client = event.client else { return }
    try SQLUsageStore.count(outcome, of: event.reason, for: client, on: connection, at: now)
  }

  private static func countWrongNumber(
    _ ending: LoginEnding, uscc: String, already: Int, isBudgetSpent: Bool, on connection: any SQLConnection,
    at now: NumericDate
  ) throws -> Completion {
    try connection.run(
      """
      INSERT INTO wrong_number_times (uscc, wrong_at, tries, expires_at) VALUES ($1, $2, 1, $3)
      ON CONFLICT (uscc, wrong_at) DO UPDATE SET tries = wrong_number_times.tries + 1
      """,
      [.text(uscc), .date(now), .date(now + budgetPeriod)])
    let wrong = already + 1
    guard wrong < ending.numberTries, !isBudgetSpent else { return try fail(ending.order, on: connection, at: now) }
    let version = try tick(connection)
    try connection.run(
      "UPDATE orders SET wrong_numbers = $1, version = $2 WHERE id = $3",
      [.int(wrong), .integer(version), .text(ending.order.value)])
    return .wrongNumber(triesLeft: ending.numberTries - wrong)
  }

  private static func fail(_ id: OrderID, on connection: any SQLConnection, at now: NumericDate) throws -> Completion {
    let version = try tick(connection)
    try connection.run(
      """
      UPDATE orders SET state = 'failed', number = NULL, response_code = NULL, ends_at = $1, expires_at = $2,
        version = $3 WHERE id = $4
      """,
      [.date(now), .date(now + memory), .integer(version), .text(id.value)])
    try SQLAwaitedLoginStore.announce(id, at: now, on: connection)
    return .outOfTries
  }

  /// How long a wrong number counts against its licence, in seconds.
  private static let budgetPeriod = 3600

  /// Seconds until a licence whose wrong numbers are spent has one again; nil while it has.
  static func waitForNumber(
    of uscc: String, budget: Int, on connection: any SQLConnection, at now: NumericDate
  ) throws -> Int? {
    guard try wrongNumbers(of: uscc, on: connection, at: now) >= budget else { return nil }
    let oldest = try connection.row(
      "SELECT MIN(wrong_at) FROM wrong_number_times WHERE uscc = $1 AND wrong_at > $2",
      [.text(uscc), .date(now - budgetPeriod)])?.dateIfPresent(0)
    return oldest.map { max(1, $0 + budgetPeriod - now) }
  }

  /// Wrong numbers of this licence in the hour that ends now. An hour of the clock would begin anew at its end and give
  /// twice as many tries around it. There are never more rows than the budget.
  private static func wrongNumbers(of uscc: String, on connection: any SQLConnection, at now: NumericDate) throws -> Int
  {
    try connection.row(
      "SELECT CAST(COALESCE(SUM(tries), 0) AS BIGINT) FROM wrong_number_times WHERE uscc = $1 AND wrong_at > $2",
      [.text(uscc), .date(now - budgetPeriod)])?.int(0) ?? 0
  }
}
