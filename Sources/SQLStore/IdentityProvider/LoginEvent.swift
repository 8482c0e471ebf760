import AuditLog
import JOSE

/// What the log keeps of a login, whatever becomes of it. The holder's key becomes a pseudonym.
struct LoginEvent: Sendable {
  let order: String
  let client: String?
  let uscc: String?
  let holderKey: String?
  /// The channel.
  let reason: String?
}

extension AuditPen {
  func record(
    _ action: AuditAction, _ outcome: AuditOutcome, _ login: LoginEvent, on connection: any SQLConnection,
    at now: NumericDate
  ) throws {
    let holder = try login.holderKey.flatMap { try pseudonym($0, at: now) }
    try record(
      AuditEvent(
        action, outcome, by: .holder(holder), client: login.client, licence: login.uscc, object: login.order,
        reason: login.reason, at: now), on: connection)
  }
}
