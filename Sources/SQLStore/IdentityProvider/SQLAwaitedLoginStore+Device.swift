import AuditLog
import ELicence
package import IdentityProvider
package import JOSE
import OAuth

// What devices ask for, and the codes that people type for them.
extension SQLAwaitedLoginStore {
  package func open(_ new: NewDeviceAuthorization, at now: NumericDate) async throws -> DeviceOpening {
    let authorization = new.authorization
    return try await database.write { connection in
      let ofClient = try connection.row(
        "SELECT COUNT(*) FROM device_authorizations WHERE client_id = $1 AND ends_at > $2",
        [.text(authorization.clientID.value), .date(now)])
      if try ofClient?.int(0) ?? 0 >= new.perClient { return .tooManyForClient }
      let ofSource = try connection.row(
        "SELECT COUNT(*) FROM device_authorizations WHERE source = $1 AND ends_at > $2",
        [.text(new.source), .date(now)])
      if try ofSource?.int(0) ?? 0 >= new.perSource { return .tooManyForSource }
      // A code whose time is over may be drawn again.
      try connection.run(
        "UPDATE device_authorizations SET user_code = NULL WHERE user_code = $1 AND ends_at <= $2",
        [.blob(new.userCode), .date(now)])
      let opened = try connection.run(
        """
        INSERT INTO device_authorizations (code, client_id, user_code, scopes, device, source, poll_interval, asked_at,
          ends_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
        """,
        [
          .blob(authorization.code.bytes), .text(authorization.clientID.value), .blob(new.userCode),
          .text(authorization.scopes.text), .text(authorization.device.json.text), .text(new.source),
          .int(new.interval), .date(authorization.askedAt), .date(authorization.expiresAt),
          .date(authorization.expiresAt + Self.memory),
        ])
      return opened == 1 ? .opened : .codeTaken
    }
  }

  package func use(
    _ userCode: [[UInt8]], to step: AwaitedStep, from source: String, budget: Int, at now: NumericDate
  ) async throws -> UserCodeOutcome {
    let pen = audit?.pen()
    return try await database.write { connection in
      let spent = try connection.row(
        "SELECT CAST(COALESCE(SUM(tries), 0) AS BIGINT) FROM wrong_user_codes WHERE source = $1 AND wrong_at > $2",
        [.text(source), .date(now - Self.budgetPeriod)])
      let wrong = try spent?.int(0) ?? 0
      guard wrong < budget else { return .budgetSpent }
      for digest in userCode {
        if let found = try Self.row(of: digest, on: connection, at: now) {
          let authorization = try Self.authorization(found)
          try Self.take(step, .device(authorization.code), on: connection)
          return .found(authorization)
        }
      }
      try connection.run(
        """
        INSERT INTO wrong_user_codes (source, wrong_at, tries, expires_at) VALUES ($1, $2, 1, $3)
        ON CONFLICT (source, wrong_at) DO UPDATE SET tries = wrong_user_codes.tries + 1
        """,
        [.text(source), .date(now), .date(now + Self.budgetPeriod)])
      if wrong + 1 >= budget, let pen,
        try SQLAuditLog.passes("user codes", .userCodesExhausted, at: now, on: connection)
      {
        try pen.record(AuditEvent(.userCodesExhausted, .refused, by: .anonymous, at: now), on: connection)
      }
      return .unknown
    }
  }

  /// How long a wrong code counts against its source, in seconds.
  private static let budgetPeriod = 3600

  private static func row(of userCode: [UInt8], on connection: any SQLConnection, at now: NumericDate) throws -> SQLRow?
  {
    try connection.row(
      """
      SELECT code, client_id, scopes, device, asked_at, ends_at FROM device_authorizations
      WHERE user_code = $1 AND denied = 0 AND ends_at > $2
      """,
      [.blob(userCode), .date(now)])
  }

  private static func authorization(_ row: SQLRow) throws -> DeviceAuthorization {
    guard let client = ClientID(try row.text(1)), let scopes = ScopeSet(parsing: try row.text(2)),
      let device = AskingDevice(json: try JSON(parsing: Array(try row.text(3).utf8)))
    else { throw StoreError.corrupt("a device authorization cannot be read") }
    return DeviceAuthorization(
      code: SecretDigest(bytes: try row.blob(0)), clientID: client, scopes: scopes, device: device,
      askedAt: try row.date(4), expiresAt: try row.date(5))
  }
}
