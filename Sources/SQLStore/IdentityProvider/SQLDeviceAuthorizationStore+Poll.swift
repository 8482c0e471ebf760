import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

// What a device is told that asks. One transaction, and in it one statement that decides who fetches the grant.
extension SQLDeviceAuthorizationStore {
  package func poll(
    _ code: SecretDigest<DeviceCodeSecret>, by client: ClientID, binding: Confirmation?, longestInterval: Int,
    at now: NumericDate
  ) async throws -> AwaitedPoll {
    let pen = audit?.pen()
    return try await database.write { connection in
      let row = try connection.row(
        """
        SELECT device_authorizations.client_id, denied, poll_interval, polled_at, device_authorizations.ends_at, orders.state
        FROM device_authorizations LEFT JOIN orders ON orders.id = device_authorizations.order_id
        WHERE code = $1
        """,
        [.blob(code.bytes)])
      guard let row else { return .unknown }
      // A code in the wrong hands is a code that leaked: nothing of it may live on.
      guard try row.text(0) == client.value else {
        try Self.void(code, on: connection, at: now)
        return .otherClient
      }
      if let grant = try SQLGrantStore.fetch(
        code.grantCode, by: client, binding: binding, at: now, on: connection)
      {
        try pen?.record(
          AuditEvent(
            .deviceAuthorized, by: .client(client.value), client: client.value, object: grant.id.value, at: now),
          on: connection)
        return .approved(grant)
      }
      if let taken = try SQLGrantStore.isRedeemed(code.grantCode, on: connection) { return taken ? .used : .denied }
      guard try row.date(4) > now else { return .expired }
      let order = try row.textIfPresent(5).flatMap { OrderState(rawValue: $0) }
      if try row.bool(1) || order?.isLost == true { return .denied }
      return try Self.wait(
        code, last: try row.dateIfPresent(3), interval: try row.int(2), longestInterval, on: connection, at: now)
    }
  }

  /// Notes which order a device waits for, within the transaction that opens it.
  static func attach(
    _ order: OrderID, to code: SecretDigest<DeviceCodeSecret>, on connection: any SQLConnection
  ) throws {
    try connection.run(
      "UPDATE device_authorizations SET order_id = $1 WHERE code = $2 AND denied = 0",
      [.text(order.value), .blob(code.bytes)])
  }

  /// Clocks count whole seconds here, so a device that keeps the interval may seem a second early.
  private static func wait(
    _ code: SecretDigest<DeviceCodeSecret>, last: NumericDate?, interval: Int, _ longestInterval: Int,
    on connection: any SQLConnection, at now: NumericDate
  ) throws -> AwaitedPoll {
    let isEarly = last.map { now - $0 < interval - 1 } ?? false
    try connection.run(
      "UPDATE device_authorizations SET polled_at = $1, poll_interval = $2 WHERE code = $3",
      [.date(now), .int(isEarly ? min(interval + 5, longestInterval) : interval), .blob(code.bytes)])
    return isEarly ? .slowDown : .pending
  }

  private static func void(
    _ code: SecretDigest<DeviceCodeSecret>, on connection: any SQLConnection, at now: NumericDate
  ) throws {
    try connection.run(
      "UPDATE device_authorizations SET denied = 1, user_code = NULL WHERE code = $1", [.blob(code.bytes)])
    try SQLGrantStore.revoke(code: code.grantCode, at: now, on: connection)
  }
}

extension OrderState {
  /// Whether nothing can come of the order any more but by starting again.
  var isLost: Bool {
    switch self {
    case .denied, .cancelled, .failed: true
    case .created, .scanned, .approved, .consumed: false
    }
  }
}
