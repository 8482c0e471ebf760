import IdentityProvider
import JOSE
import OAuth

// What happens to the order of an awaited login, within the transaction in which it happens.
extension SQLAwaitedLoginStore {
  /// Notes which order is waited for. Who starts again takes back that the former one was stopped, unless a client is
  /// being told at this moment.
  static func attach(_ order: OrderID, to key: AwaitedAnswer.Key, on connection: any SQLConnection) throws {
    try connection.run(key.login.statements.noteOrder, [.text(order.value), .blob(key.bytes)])
    guard case .backchannel(let request) = key else { return }
    try connection.run(
      """
      DELETE FROM deliveries WHERE lease_owner IS NULL AND delivery_id = (
        SELECT ping_id FROM backchannel_requests WHERE auth_req_id = $1)
      """,
      [.blob(request.bytes)])
  }

  /// Whether what is approved now will be fetched: it was neither refused nor approved before.
  static func waits(for key: AwaitedAnswer.Key, on connection: any SQLConnection) throws -> Bool {
    guard let row = try connection.row(key.login.statements.asked, [.blob(key.bytes)]), try !row.bool(1) else {
      return false
    }
    return try SQLGrantStore.isRedeemed(key.grantCode, on: connection) == nil
  }

  /// Has the client told that the order is decided, one way or the other, where it wants to be told.
  static func announce(_ order: OrderID, at now: NumericDate, on connection: any SQLConnection) throws {
    try connection.run(
      """
      INSERT INTO deliveries (delivery_id, client_id, sid, subject, created_at, due_at, expires_at, ping)
      SELECT ping_id, client_id, '', '', $1, $1, expires_at, ping FROM backchannel_requests
      WHERE order_id = $2 AND ping_id IS NOT NULL AND ends_at > $1
      ON CONFLICT DO NOTHING
      """,
      [.date(now), .text(order.value)])
  }

  /// Has the client told that its request was refused before there was an order.
  static func announce(
    _ request: SecretDigest<AuthenticationRequestSecret>, at now: NumericDate, on connection: any SQLConnection
  ) throws {
    try connection.run(
      """
      INSERT INTO deliveries (delivery_id, client_id, sid, subject, created_at, due_at, expires_at, ping)
      SELECT ping_id, client_id, '', '', $1, $1, expires_at, ping FROM backchannel_requests
      WHERE auth_req_id = $2 AND ping_id IS NOT NULL
      ON CONFLICT DO NOTHING
      """,
      [.date(now), .blob(request.bytes)])
  }
}
