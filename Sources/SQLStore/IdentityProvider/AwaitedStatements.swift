import AuditLog
import IdentityProvider

/// What is said to one of the two tables of awaited logins. They are alike, but each was released with the words of its
/// standard for its columns.
struct AwaitedStatements: Sendable {
  /// Of `$1`: whose it is, whether it was denied, the interval, when it was asked for last, when it ends, and the state of
  /// its order.
  let asked: StaticString
  /// Notes that it was asked for at `$1`, the interval `$2` from now on, of `$3`.
  let noteAsking: StaticString
  /// Notes the order `$1` of `$2`.
  let noteOrder: StaticString
  /// What was typed or followed opens nothing any more; `$1` is 1 where it is denied with that, of `$2`.
  let close: StaticString
  /// What the audit log calls it when it is fetched.
  let fetched: AuditAction
}

extension AwaitedLogin {
  /// What is said to its table.
  var statements: AwaitedStatements {
    switch self {
    case .device:
      AwaitedStatements(
        asked: """
          SELECT device_authorizations.client_id, denied, poll_interval, polled_at, device_authorizations.ends_at,
            orders.state
          FROM device_authorizations LEFT JOIN orders ON orders.id = device_authorizations.order_id WHERE code = $1
          """,
        noteAsking: "UPDATE device_authorizations SET polled_at = $1, poll_interval = $2 WHERE code = $3",
        noteOrder: "UPDATE device_authorizations SET order_id = $1 WHERE code = $2 AND denied = 0",
        close: "UPDATE device_authorizations SET user_code = NULL, denied = $1 WHERE code = $2",
        fetched: .deviceAuthorized)
    case .backchannel:
      AwaitedStatements(
        asked: """
          SELECT backchannel_requests.client_id, denied, poll_interval, polled_at, backchannel_requests.ends_at,
            orders.state
          FROM backchannel_requests LEFT JOIN orders ON orders.id = backchannel_requests.order_id WHERE auth_req_id = $1
          """,
        noteAsking: "UPDATE backchannel_requests SET polled_at = $1, poll_interval = $2 WHERE auth_req_id = $3",
        noteOrder: "UPDATE backchannel_requests SET order_id = $1 WHERE auth_req_id = $2 AND denied = 0",
        close: "UPDATE backchannel_requests SET link = NULL, denied = $1 WHERE auth_req_id = $2",
        fetched: .backchannelAuthorized)
    }
  }
}
