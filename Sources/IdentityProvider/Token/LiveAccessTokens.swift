package import JOSE
import OAuth

/// Asks everything that can have ended an access token. One place, so that no door forgets a question.
package struct LiveAccessTokens: Sendable {
  private let living: LiveGrants
  private let revoked: any RevokedTokenStore
  private let clients: ClientDirectory

  /// Asks these.
  package init(living: LiveGrants, revoked: any RevokedTokenStore, clients: ClientDirectory) {
    self.living = living
    self.revoked = revoked
    self.clients = clients
  }

  /// What the token hangs on, while it lives; nil for one of client credentials, which hangs on nothing.
  package func live(_ token: AccessToken, at now: NumericDate) async throws -> Result<LiveGrant?, GrantDeath> {
    guard let grant = token.grant else {
      guard try await clients.client(token.clientID, at: now) != nil else { return .failure(.clientGone) }
      guard !(try await revoked.isRevoked(token.jti)) else { return .failure(.revoked) }
      return .success(nil)
    }
    guard let actors = token.actors else { return .failure(.unknown) }
    // One that was handed on ends with each hand that it went through, and can be revoked by itself.
    for actor in actors.clients where try await clients.client(actor, at: now) == nil { return .failure(.clientGone) }
    if !actors.clients.isEmpty, try await revoked.isRevoked(token.jti) { return .failure(.revoked) }
    return try await living.live(grant, at: now).map(Optional.some)
  }
}
