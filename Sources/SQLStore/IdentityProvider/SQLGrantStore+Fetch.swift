import IdentityProvider
import JOSE
import OAuth

// Grants that wait for somebody who polls. Fetching again is no theft, as it is with a code: pollers repeat themselves.
extension SQLGrantStore {
  /// The grant that waits under this digest, for one caller.
  static func fetch(
    _ code: SecretDigest<AuthorizationCodeSecret>, by client: ClientID, binding: Confirmation?,
    at now: NumericDate, on connection: any SQLConnection
  ) throws -> Grant? {
    let waiting = try connection.row(
      """
      SELECT 1 FROM grants
      WHERE code = $1 AND client_id = $2 AND redeemed_at IS NULL AND revoked_at IS NULL AND code_expires_at > $3
      """,
      [.blob(code.bytes), .text(client.value), .date(now)])
    guard waiting != nil,
      case .redeemed(let grant) = try redeem(code, by: client, binding: binding, at: now, on: connection)
    else { return nil }
    return grant
  }

  /// Whether the grant under this digest was fetched; nil when there is none.
  static func isRedeemed(
    _ code: SecretDigest<AuthorizationCodeSecret>, on connection: any SQLConnection
  ) throws -> Bool? {
    try connection.row("SELECT redeemed_at FROM grants WHERE code = $1", [.blob(code.bytes)]).map { !$0.isNull(0) }
  }

  /// Ends the grant under this digest.
  static func revoke(
    code: SecretDigest<AuthorizationCodeSecret>, at now: NumericDate, on connection: any SQLConnection
  ) throws {
    let row = try connection.row("SELECT grant_id FROM grants WHERE code = $1", [.blob(code.bytes)])
    if let row, let id = GrantID(try row.text(0)) { try revoke(id, at: now, on: connection) }
  }
}
