import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

// What wallets do to an order. In a file of its own because it is the part that strangers can reach.
extension SQLOrderStore {
  package func begin(
    _ attempt: Attempt, limit: Int, until: NumericDate, at now: NumericDate
  ) async throws -> AttemptOpening {
    try await database.write { connection in
      let version = try Self.tick(connection)
      let taken = try connection.run(
        """
        UPDATE orders SET attempts = attempts + 1, state = 'scanned', version = $1,
          ends_at = CASE WHEN ends_at < $2 THEN $2 ELSE ends_at END,
          expires_at = CASE WHEN expires_at < $3 THEN $3 ELSE expires_at END
        WHERE id = $4 AND state IN ('created', 'scanned') AND ends_at > $5 AND attempts < $6
        """,
        [
          .integer(version), .date(until), .date(until + Self.memory), .text(attempt.order.value), .date(now),
          .int(limit),
        ])
      guard taken == 1 else {
        let row = try connection.row(
          "SELECT 1 FROM orders WHERE id = $1 AND state IN ('created', 'scanned') AND ends_at > $2",
          [.text(attempt.order.value), .date(now)])
        return row == nil ? .gone : .tooMany
      }
      try connection.run(
        """
        INSERT INTO order_attempts (id, order_id, channel, nonce, state, sealed_key, audience, transaction_data,
          request_object, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        [
          .text(attempt.id.value), .text(attempt.order.value), .text(attempt.channel.rawValue), .text(attempt.nonce),
          .text(attempt.state), .blob(attempt.sealedKey), .text(attempt.audience),
          .text(attempt.transactionData.joined(separator: " ")), .text(attempt.requestObject),
          .date(attempt.expiresAt),
        ])
      return .opened
    }
  }

  package func attempt(
    _ id: AttemptID, at now: NumericDate
  ) async throws -> (attempt: Attempt, order: Order)? {
    try await database.read { connection in
      let row = try connection.row(
        """
        SELECT order_id, channel, nonce, state, sealed_key, audience, transaction_data, request_object, expires_at
        FROM order_attempts WHERE id = $1 AND expires_at > $2
        """,
        [.text(id.value), .date(now)])
      guard let row else { return nil }
      guard let orderID = OrderID(try row.text(0)), let channel = Channel(rawValue: try row.text(1)) else {
        throw StoreError.corrupt("an attempt cannot be read")
      }
      guard let order = try Self.order(orderID, on: connection, at: now), order.state.isOpen, order.expiresAt > now
      else { return nil }
      let attempt = Attempt(
        id: id, order: orderID, channel: channel, nonce: try row.text(2), state: try row.text(3),
        sealedKey: try row.blob(4), audience: try row.text(5),
        transactionData: try row.text(6).parts(between: " ", keepingEmpty: false).map(String.init),
        requestObject: try row.text(7),
        expiresAt: try row.date(8))
      return (attempt, order)
    }
  }

  package func countInvalidAnswer(
    to id: AttemptID, limit: Int, notice: String?, at now: NumericDate
  ) async throws -> Bool {
    try await database.write { connection in
      let counted = try connection.row(
        """
        UPDATE order_attempts SET invalid_answers = invalid_answers + 1
        WHERE id = $1 AND invalid_answers < $2 RETURNING order_id, invalid_answers
        """,
        [.text(id.value), .int(limit)])
      guard let counted else { return false }
      if let notice {
        let version = try Self.tick(connection)
        try connection.run(
          """
          UPDATE orders SET notice = $1, version = $2
          WHERE id = $3 AND state IN ('created', 'scanned') AND ends_at > $4
          """,
          [.text(notice), .integer(version), .text(try counted.text(0)), .date(now)])
      }
      guard try counted.int(1) >= limit else { return true }
      try connection.run("DELETE FROM order_attempts WHERE id = $1", [.text(id.value)])
      return false
    }
  }

  package func approve(_ approval: Approval, at now: NumericDate) async throws -> ApprovalOutcome {
    let sealed = try presentations.seal(approval.presentation, at: now)
    let pen = audit?.pen()
    return try await database.write { connection in
      if approval.number != nil, let wait = try Self.wait(for: approval, on: connection, at: now) {
        return .outOfNumbers(retryAfter: wait)
      }
      let version = try Self.tick(connection)
      let row = try connection.row(
        """
        UPDATE orders SET state = 'approved', version = $1, channel = $2, presentation_id = $3, uscc = $4,
          holder_key = $5, number = $6, response_code = $7, notice = NULL, ends_at = $8, expires_at = $9,
          confirmed = CASE WHEN $13 = 0 AND shared = 0 AND EXISTS (
            SELECT 1 FROM confirmed_pairs
            WHERE confirmed_pairs.browser = orders.browser AND confirmed_pairs.holder_key = $5
              AND confirmed_pairs.expires_at > $10) THEN 1 ELSE 0 END
        WHERE id = $11 AND state IN ('created', 'scanned') AND ends_at > $10 AND EXISTS (
          SELECT 1 FROM order_attempts WHERE order_attempts.id = $12 AND order_attempts.order_id = orders.id)
        RETURNING confirmed, client_id
        """,
        [
          .integer(version), .text(approval.channel.rawValue), .text(approval.presentation.id.value),
          .text(approval.presentation.uscc), .text(approval.presentation.holderKeyThumbprint),
          .blob(orNull: approval.number), .blob(orNull: approval.responseCode?.bytes), .date(approval.expiresAt),
          .date(approval.expiresAt + Self.memory), .date(now), .text(approval.order.value),
          .text(approval.attempt.value), .bool(approval.responseCode != nil),
        ])
      guard let row else { return .late }
      try SQLPresentationStore.keep(
        approval.presentation, sealed: sealed, expires: approval.expiresAt + Self.memory, on: connection)
      // Nobody else can answer any more: what the others were to answer to goes with the answer that was taken.
      try connection.run("DELETE FROM order_attempts WHERE order_id = $1", [.text(approval.order.value)])
      try connection.run("DELETE FROM typed_codes WHERE order_id = $1", [.text(approval.order.value)])
      try connection.run(
        """
        INSERT INTO receipts (digest, order_id, presentation_id, channel, text, evidence, expires_at, holder_key)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        [
          .blob(approval.receipt.bytes), .text(approval.order.value), .text(approval.presentation.id.value),
          .text(approval.channel.rawValue), .text(JSON.object(approval.receiptText).text), .blob(approval.evidence),
          .date(approval.receiptExpires), .text(approval.presentation.holderKeyThumbprint),
        ])
      let event = LoginEvent(
        order: approval.order.value, client: try row.text(1), uscc: approval.presentation.uscc,
        holderKey: approval.presentation.holderKeyThumbprint, reason: approval.channel.rawValue)
      try pen?.record(.loginApproved, .done, event, on: connection, at: now)
      return .approved(isConfirmedPair: try row.bool(0))
    }
  }

  /// Seconds until a number could be typed for this approval; nil where it could be now, or none is needed because browser
  /// and phone know each other.
  private static func wait(
    for approval: Approval, on connection: any SQLConnection, at now: NumericDate
  ) throws -> Int? {
    let wait = try waitForNumber(
      of: approval.presentation.uscc, budget: approval.numberBudget, on: connection, at: now)
    guard let wait else { return nil }
    let known = try connection.row(
      """
      SELECT 1 FROM orders JOIN confirmed_pairs ON confirmed_pairs.browser = orders.browser
      WHERE orders.id = $1 AND orders.shared = 0 AND confirmed_pairs.holder_key = $2 AND confirmed_pairs.expires_at > $3
      """,
      [.text(approval.order.value), .text(approval.presentation.holderKeyThumbprint), .date(now)])
    return known == nil ? wait : nil
  }

  package func deny(_ id: AttemptID, at now: NumericDate) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      let version = try Self.tick(connection)
      let row = try connection.row(
        """
        UPDATE orders SET state = 'denied', ends_at = $1, expires_at = $2, version = $3
        WHERE id = (SELECT order_id FROM order_attempts WHERE order_attempts.id = $4)
          AND state IN ('created', 'scanned') AND ends_at > $1
        RETURNING id, client_id, (SELECT channel FROM order_attempts WHERE order_attempts.id = $4)
        """,
        [.date(now), .date(now + Self.memory), .integer(version), .text(id.value)])
      guard let row else { return false }
      try connection.run("DELETE FROM order_attempts WHERE order_id = $1", [.text(try row.text(0))])
      if let order = OrderID(try row.text(0)) { try SQLAwaitedLoginStore.announce(order, at: now, on: connection) }
      try SQLUsageStore.count(.denied, of: row.textIfPresent(2), for: row.text(1), on: connection, at: now)
      // Whoever has a code can refuse it, without a licence: bounded by what the client's orders are.
      if let pen, try SQLAuditLog.passes(row.text(1), .loginDenied, at: now, on: connection) {
        try pen.record(
          AuditEvent(
            .loginDenied, .refused, by: .anonymous, client: row.text(1), object: row.text(0), at: now),
          on: connection)
      }
      return true
    }
  }

  package func offerTypedCode(
    _ digest: [UInt8], for id: OrderID, of browser: SecretDigest<BrowserSecret>, until: NumericDate,
    at now: NumericDate
  ) async throws -> Bool {
    try await database.write { connection in
      let order = try connection.row(
        """
        SELECT 1 FROM orders
        WHERE id = $1 AND browser = $2 AND state IN ('created', 'scanned') AND ends_at > $3
        """,
        [.text(id.value), .blob(browser.bytes), .date(now)])
      guard order != nil else { return false }
      try connection.run(
        "DELETE FROM typed_codes WHERE order_id = $1 OR (digest = $2 AND expires_at <= $3)",
        [.text(id.value), .blob(digest), .date(now)])
      return try connection.run(
        "INSERT INTO typed_codes (digest, order_id, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        [.blob(digest), .text(id.value), .date(until)]) == 1
    }
  }

  package func takeTypedCode(_ digest: [UInt8], at now: NumericDate) async throws -> OrderID? {
    try await database.write { connection in
      try connection.row(
        "DELETE FROM typed_codes WHERE digest = $1 AND expires_at > $2 RETURNING order_id",
        [.blob(digest), .date(now)]
      ).flatMap { OrderID(try $0.text(0)) }
    }
  }
}
