import Hummingbird
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

@Suite struct FailingStoreTests {
  /// A store whose disk is full.
  private struct FullStore: RevokedTokenStore {
    func revoke(_ jti: String, expires: NumericDate, at now: NumericDate) async throws { throw StoreError.full }
    func isRevoked(_ jti: String) async throws -> Bool { throw StoreError.full }
  }

  @Test func `when nothing could be written, revocation does not say that it was`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.post("/token", [("grant_type", "client_credentials")], .basic("portal")).json
      let directory = ClientDirectory(store: provider.clientStore)
      let room = RevocationEndpoint(
        issuer: provider.issuer,
        authentication: ClientAuthentication(
          issuer: provider.issuer, clients: directory, assertions: SQLAssertionStore(provider.database)),
        revocation: Revocation(
          tokens: AccessTokenVerifier(issuer: provider.issuer, keys: provider.keys),
          refreshTokens: RefreshTokens(secrets: provider.secrets), grants: provider.grants, revoked: FullStore()),
        clock: { [clock = provider.clock] in clock.now })
      let router = buildRouter(rooms: [room], configuration: ServerConfiguration(publicURL: provider.issuer))
      try await Application(router: router).test(.router) { http in
        let refused = try await http.post("/revoke", [("token", token.text("access_token"))], .basic("portal"))
        #expect(refused.status == .serviceUnavailable)
        #expect(refused.refusal == "temporarily_unavailable")
      }
    }
  }
}
