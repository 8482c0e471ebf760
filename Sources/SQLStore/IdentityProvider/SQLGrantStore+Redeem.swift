import IdentityProvider
import JOSE
import OAuth

extension SQLGrantStore {
  /// One statement decides who redeems; what follows only finds out why somebody else did not.
  static func redeem(
    _ code: SecretDigest<AuthorizationCodeSecret>, by client: ClientID, binding: Confirmation?,
    at now: NumericDate, on connection: any SQLConnection
  ) throws -> CodeRedemption {
    let redeemed = try connection.row(
      """
      UPDATE grants SET redeemed_at = $3, expires_at = ends_at + $4, confirmation = $5
      WHERE code = $1 AND client_id = $2 AND redeemed_at IS NULL AND revoked_at IS NULL AND code_expires_at > $3
      RETURNING grant_id, client_id, session_id, presentation_id, subject, scopes, claims, redirect_uri, code_challenge,
        nonce, auth_time, ends_at, generation, revoked_at, ends_with_session, resources, details,
        dpop_key, confirmation
      """,
      [
        .blob(code.bytes), .text(client.value), .date(now), .int(afterlife),
        .text(orNull: binding.map { $0.json.text }),
      ])
    if let redeemed {
      let grant = try grant(redeemed)
      try SQLPresentationStore.extend(grant.presentationID, until: grant.expiresAt + afterlife, on: connection)
      return .redeemed(grant)
    }
    let row = try connection.row(
      "SELECT grant_id, client_id, redeemed_at FROM grants WHERE code = $1", [.blob(code.bytes)])
    guard let row, let id = GrantID(try row.text(0)) else { return .unknown }
    // A code in the wrong hands is a code that leaked: nothing of it may live on.
    if try row.text(1) != client.value {
      try revoke(id, at: now, on: connection)
      return .otherClient(id)
    }
    guard row.isNull(2) else {
      try revoke(id, at: now, on: connection)
      return .replayed(id)
    }
    return .expired
  }

  /// The generation in the row is that of the latest refresh token. The one before it may come again for some seconds,
  /// because an answer can be lost; the latest has not been used then, or the row would have moved on.
  static func rotate(
    _ id: GrantID, generation: Int, at now: NumericDate, on connection: any SQLConnection
  ) throws -> Rotation {
    let rotated = try connection.row(
      """
      UPDATE grants SET generation = generation + 1, rotated_at = $3
      WHERE grant_id = $1 AND generation = $2 AND redeemed_at IS NOT NULL AND revoked_at IS NULL AND ends_at > $3
      RETURNING grant_id, client_id, session_id, presentation_id, subject, scopes, claims, redirect_uri, code_challenge,
        nonce, auth_time, ends_at, generation, revoked_at, ends_with_session, resources, details,
        dpop_key, confirmation
      """,
      [.text(id.value), .int(generation), .date(now)])
    if let rotated {
      let grant = try grant(rotated)
      return .successor(grant, generation: grant.generation)
    }
    let row = try connection.row(
      """
      SELECT grant_id, client_id, session_id, presentation_id, subject, scopes, claims, redirect_uri, code_challenge,
        nonce, auth_time, ends_at, generation, revoked_at, ends_with_session, resources, details,
        dpop_key, confirmation,
        rotated_at
      FROM grants WHERE grant_id = $1 AND redeemed_at IS NOT NULL AND revoked_at IS NULL AND ends_at > $2
      """,
      [.text(id.value), .date(now)])
    guard let row else { return .gone }
    let grant = try grant(row)
    guard generation < grant.generation, let rotatedAt = try row.dateIfPresent(19) else { return .gone }
    if generation == grant.generation - 1, now - rotatedAt <= Rotation.retryInterval {
      return .repeated(grant, generation: grant.generation)
    }
    try revoke(id, at: now, on: connection)
    return .reuse(id)
  }
}
