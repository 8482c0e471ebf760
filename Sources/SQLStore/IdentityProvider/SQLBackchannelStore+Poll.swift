import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

// What a client is told that asks. One transaction, and in it one statement that decides who fetches the grant.
extension SQLBackchannelStore {
  package func poll(
    _ request: SecretDigest<AuthenticationRequestSecret>, by client: ClientID, binding: Confirmation?,
    longestInterval: Int, at now: NumericDate
  ) async throws -> AwaitedPoll {
    let pen = audit?.pen()
    return try await database.write { connection in
      let row = try connection.row(
        """
        SELECT backchannel_requests.client_id, denied, poll_interval, polled_at, backchannel_requests.ends_at,
          orders.state
        FROM backchannel_requests LEFT JOIN orders ON orders.id = backchannel_requests.order_id
        WHERE auth_req_id = $1
        """,
        [.blob(request.bytes)])
      guard let row else { return .unknown }
      // In the wrong hands it has leaked: nothing of it may live on.
      guard try row.text(0) == client.value else {
        try Self.void(request, on: connection, at: now)
        return .otherClient
      }
      if let grant = try SQLGrantStore.fetch(
        request.grantCode, by: client, binding: binding, at: now, on: connection)
      {
        try pen?.record(
          AuditEvent(
            .backchannelAuthorized, by: .client(client.value), client: client.value, object: grant.id.value, at: now),
          on: connection)
        return .approved(grant)
      }
      if let taken = try SQLGrantStore.isRedeemed(request.grantCode, on: connection) { return taken ? .used : .denied }
      guard try row.date(4) > now else { return .expired }
      let order = try row.textIfPresent(5).flatMap { OrderState(rawValue: $0) }
      if try row.bool(1) || order?.isLost == true { return .denied }
      return try Self.wait(
        request, last: try row.dateIfPresent(3), interval: try row.int(2), longestInterval, on: connection, at: now)
    }
  }

  /// Clocks count whole seconds here, so a client that keeps the interval may seem a second early.
  private static func wait(
    _ request: SecretDigest<AuthenticationRequestSecret>, last: NumericDate?, interval: Int, _ longestInterval: Int,
    on connection: any SQLConnection, at now: NumericDate
  ) throws -> AwaitedPoll {
    let isEarly = last.map { now - $0 < interval - 1 } ?? false
    try connection.run(
      "UPDATE backchannel_requests SET polled_at = $1, poll_interval = $2 WHERE auth_req_id = $3",
      [.date(now), .int(isEarly ? min(interval + 5, longestInterval) : interval), .blob(request.bytes)])
    return isEarly ? .slowDown : .pending
  }

  private static func void(
    _ request: SecretDigest<AuthenticationRequestSecret>, on connection: any SQLConnection, at now: NumericDate
  ) throws {
    try connection.run(
      "UPDATE backchannel_requests SET denied = 1, link = NULL WHERE auth_req_id = $1", [.blob(request.bytes)])
    try SQLGrantStore.revoke(code: request.grantCode, at: now, on: connection)
  }
}
