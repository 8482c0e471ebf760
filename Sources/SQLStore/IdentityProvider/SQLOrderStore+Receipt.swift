import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

// What the phone keeps of a login, and its way to undo it.
extension SQLOrderStore {
  package func receipt(_ digest: SecretDigest<ReceiptSecret>, at now: NumericDate) async throws -> Receipt? {
    try await database.read { connection in
      let row = try connection.row(
        """
        SELECT receipts.order_id, receipts.text, receipts.channel, receipts.disowned_at, orders.state,
          orders.confirmed, orders.ends_at, receipts.completed
        FROM receipts LEFT JOIN orders ON orders.id = receipts.order_id
        WHERE receipts.digest = $1 AND receipts.expires_at > $2
        """,
        [.blob(digest.bytes), .date(now)])
      guard let row else { return nil }
      guard let order = OrderID(try row.text(0)), let channel = Channel(rawValue: try row.text(2)),
        let text = try JSON(parsing: Array(try row.text(1).utf8)).object
      else { throw StoreError.corrupt("a receipt cannot be read") }
      return Receipt(
        order: order, text: text, state: try row.textIfPresent(4).flatMap { OrderState(rawValue: $0) },
        isCompleted: try row.bool(7),
        isConfirmedPair: try row.integerIfPresent(5) == 1, channel: channel,
        orderExpires: try row.dateIfPresent(6), disownedAt: try row.dateIfPresent(3))
    }
  }

  package func disown(_ digest: SecretDigest<ReceiptSecret>, at now: NumericDate) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      // Said twice, it is recorded once.
      let isFirst =
        try connection.row(
          "SELECT 1 FROM receipts WHERE digest = $1 AND disowned_at IS NULL", [.blob(digest.bytes)]) != nil
      let row = try connection.row(
        """
        UPDATE receipts SET disowned_at = COALESCE(disowned_at, $1) WHERE digest = $2 AND expires_at > $1
        RETURNING order_id, presentation_id, holder_key
        """,
        [.date(now), .blob(digest.bytes)])
      guard let row else { return false }
      let version = try Self.tick(connection)
      let denied = try connection.run(
        """
        UPDATE orders SET state = 'denied', number = NULL, response_code = NULL, ends_at = $1, expires_at = $2,
          version = $3 WHERE id = $4 AND state = 'approved'
        """,
        [.date(now), .date(now + Self.memory), .integer(version), .text(try row.text(0))])
      if denied == 1, let order = OrderID(try row.text(0)) {
        try SQLAwaitedLoginStore.announce(order, at: now, on: connection)
      }
      // Whoever used this key without its holder proved a browser beside it. The order may be long gone, so every browser
      // that is known with the key must be asked for a number again.
      if let holderKey = try row.textIfPresent(2) {
        try connection.run("DELETE FROM confirmed_pairs WHERE holder_key = $1", [.text(holderKey)])
      }
      if let presentation = PresentationID(try row.text(1)) {
        _ = try SQLPresentationStore.revoke(presentation, by: pen, at: now, on: connection)
      }
      if isFirst {
        let event = LoginEvent(
          order: try row.text(0), client: nil, uscc: nil, holderKey: try row.textIfPresent(2), reason: nil)
        try pen?.record(.loginDisowned, .done, event, on: connection, at: now)
      }
      return true
    }
  }
}
