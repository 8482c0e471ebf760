import IdentityProvider
import JOSE
import OAuth

extension SQLGrantStore {
  /// Ends one grant, within another store's transaction.
  static func revoke(_ id: GrantID, at now: NumericDate, on connection: any SQLConnection) throws {
    try connection.run(
      """
      UPDATE grants SET revoked_at = $2, expires_at = CASE WHEN expires_at < $3 THEN expires_at ELSE $3 END
      WHERE grant_id = $1 AND revoked_at IS NULL
      """,
      [.text(id.value), .date(now), .date(now + afterlife)])
  }

  /// Ends the grants of a session; those with `offline_access` only where told.
  static func revoke(
    session: SessionID, includingOutliving: Bool, at now: NumericDate, on connection: any SQLConnection
  ) throws {
    try connection.run(
      """
      UPDATE grants SET revoked_at = $2, expires_at = CASE WHEN expires_at < $3 THEN expires_at ELSE $3 END
      WHERE session_id = $1 AND revoked_at IS NULL AND outlives_session <= $4
      """,
      [.text(session.value), .date(now), .date(now + afterlife), .bool(includingOutliving)])
  }

  /// Ends all grants.
  static func revokeAll(at now: NumericDate, on connection: any SQLConnection) throws {
    try connection.run(
      """
      UPDATE grants SET revoked_at = $1, expires_at = CASE WHEN expires_at < $2 THEN expires_at ELSE $2 END
      WHERE revoked_at IS NULL
      """,
      [.date(now), .date(now + afterlife)])
  }

  /// Ends the grants that a holder of an enterprise gave a client.
  static func revoke(
    client: ClientID, uscc: String, holderKey: String, at now: NumericDate, on connection: any SQLConnection
  ) throws {
    try connection.run(
      """
      UPDATE grants SET revoked_at = $2, expires_at = CASE WHEN expires_at < $3 THEN expires_at ELSE $3 END
      WHERE client_id = $1 AND revoked_at IS NULL AND presentation_id IN (
        SELECT presentation_id FROM presentations WHERE holder_key = $4 AND uscc = $5)
      """,
      [.text(client.value), .date(now), .date(now + afterlife), .text(holderKey), .text(uscc)])
  }

  /// Ends the grants that stand on a presentation.
  static func revoke(presentation: PresentationID, at now: NumericDate, on connection: any SQLConnection) throws {
    try connection.run(
      """
      UPDATE grants SET revoked_at = $2, expires_at = CASE WHEN expires_at < $3 THEN expires_at ELSE $3 END
      WHERE presentation_id = $1 AND revoked_at IS NULL
      """,
      [.text(presentation.value), .date(now), .date(now + afterlife)])
  }
}
