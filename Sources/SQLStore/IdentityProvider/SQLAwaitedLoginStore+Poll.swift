import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

// What is told to who waits and asks. One transaction, and in it one statement that decides who fetches the grant.
extension SQLAwaitedLoginStore {
  package func poll(
    _ key: AwaitedAnswer.Key, by client: ClientID, binding: Confirmation?, longestInterval: Int, at now: NumericDate
  ) async throws -> Result<Grant, AwaitedRefusal> {
    let pen = audit?.pen()
    let statements = key.login.statements
    return try await database.write { connection in
      guard let row = try connection.row(statements.asked, [.blob(key.bytes)]) else { return .failure(.unknown) }
      // In the wrong hands it has leaked: nothing of it may live on.
      guard try row.text(0) == client.value else {
        try Self.take(.refuse, key, on: connection)
        try SQLGrantStore.revoke(code: key.grantCode, at: now, on: connection)
        return .failure(.foreign)
      }
      // Once refused it stays so, whatever was approved since.
      let isDenied = try row.bool(1)
      if !isDenied,
        let grant = try SQLGrantStore.fetch(key.grantCode, by: client, binding: binding, at: now, on: connection)
      {
        try pen?.record(
          AuditEvent(
            statements.fetched, by: .client(client.value), client: client.value, object: grant.id.value, at: now),
          on: connection)
        return .success(grant)
      }
      if let taken = try SQLGrantStore.isRedeemed(key.grantCode, on: connection) {
        return .failure(taken ? .used : .denied)
      }
      guard try row.date(4) > now else { return .failure(.expired) }
      let order = try row.textIfPresent(5).flatMap { OrderState(rawValue: $0) }
      if isDenied || order?.isLost == true { return .failure(.denied) }
      // Clocks count whole seconds here, so who keeps the interval may seem a second early.
      let interval = try row.int(2)
      let isEarly = try row.dateIfPresent(3).map { now - $0 < interval - 1 } ?? false
      try connection.run(
        statements.noteAsking,
        [.date(now), .int(isEarly ? min(interval + 5, longestInterval) : interval), .blob(key.bytes)])
      return .failure(isEarly ? .slowDown : .pending)
    }
  }

  /// Does with it what the person decided, once its row was found.
  static func take(_ step: AwaitedStep, _ key: AwaitedAnswer.Key, on connection: any SQLConnection) throws {
    switch step {
    case .look: break
    case .claim: try connection.run(key.login.statements.close, [.bool(false), .blob(key.bytes)])
    case .refuse: try connection.run(key.login.statements.close, [.bool(true), .blob(key.bytes)])
    }
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
