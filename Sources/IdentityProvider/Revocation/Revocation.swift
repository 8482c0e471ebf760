package import JOSE

/// The rule of revocation.
package struct Revocation: Sendable {
  private let tokens: AccessTokenVerifier
  private let refreshTokens: RefreshTokens
  private let grants: any GrantStore
  private let revoked: any RevokedTokenStore

  /// Revokes in these.
  package init(
    tokens: AccessTokenVerifier, refreshTokens: RefreshTokens, grants: any GrantStore, revoked: any RevokedTokenStore
  ) {
    self.tokens = tokens
    self.refreshTokens = refreshTokens
    self.grants = grants
    self.revoked = revoked
  }

  /// Ends what this token hangs on, if it is the caller's.
  package func revoke(
    _ token: String, by caller: AuthenticatedClient, at now: NumericDate
  ) async throws -> RevocationOutcome {
    if let named = refreshTokens.named(by: token, at: now) {
      return try await revoke(grant: named.grant, by: caller.client, at: now)
    }
    let accessToken: AccessToken
    do throws(JOSERejection) {
      accessToken = try tokens.verified(token, at: now)
    } catch {
      return .unknown
    }
    // One that was handed on is revoked by itself: the login is not the business of the client that exchanged it.
    if let grant = accessToken.grant, accessToken.actors?.clients.isEmpty != false {
      return try await revoke(grant: grant, by: caller.client, at: now)
    }
    guard accessToken.clientID == caller.client.id else { return .otherClient }
    try await revoked.revoke(accessToken.jti, expires: accessToken.expires, at: now)
    return .revoked
  }

  private func revoke(grant id: GrantID, by caller: Client, at now: NumericDate) async throws -> RevocationOutcome {
    guard let grant = try await grants.grant(id) else { return .unknown }
    guard grant.clientID == caller.id else { return .otherClient }
    try await grants.revoke(id, at: now)
    return .revoked
  }
}

/// What became of a request to revoke.
package enum RevocationOutcome: Sendable, Hashable, CaseIterable {
  case revoked
  case unknown
  /// It is another client's and stays as it is.
  case otherClient
}
