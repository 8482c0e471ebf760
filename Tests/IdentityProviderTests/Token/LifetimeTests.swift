import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import TestSupport
import Testing

/// How long a client's tokens live, within bounds.
@Suite struct LifetimeTests {
  @Test func `a client registers how long its ID tokens live`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["tongzhao_id_token_lifetime": 600]))
      let answer = try await http.redeem(try await provider.login())
      let claims = try #require(try UnverifiedJWS(compact: answer.text("id_token")).unverifiedClaims)
      #expect(claims["exp"] == .date(provider.now + 600))
    }
  }

  @Test func `a client's refresh tokens end when it registered, if the server does not end them before`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["tongzhao_refresh_token_lifetime": 600]))
      let refresh = try await http.redeem(try await provider.login(scope: "openid offline_access"))
        .text("refresh_token")
      provider.clock.advance(by: 599)
      #expect(try await http.refresh(refresh).status == .ok)
      provider.clock.advance(by: 1)
      #expect(try await http.refresh(refresh).refusal == "invalid_grant")
    }
    let lifetimes = TokenLifetimes()
    let long = try TestClients.portal(["tongzhao_refresh_token_lifetime": 31_000_000])
    let now = NumericDate(1_800_000_000)
    let end = lifetimes.grantExpiry(
      for: long, scopes: [.openID, .offlineAccess], sessionExpires: now + 60, isShared: false, from: now)
    #expect(end == now + lifetimes.offline)
  }

  @Test(arguments: [
    ("tongzhao_id_token_lifetime", JSON.integer(59)), ("tongzhao_id_token_lifetime", .integer(3_601)),
    ("tongzhao_id_token_lifetime", "600"), ("tongzhao_refresh_token_lifetime", .integer(0)),
    ("tongzhao_refresh_token_lifetime", .integer(400 * 86_400)),
  ])
  func `outside the bounds a registration is refused`(member: String, value: JSON) {
    #expect(throws: ClientMetadataRejection.self) { try TestClients.portal([member: value]) }
  }
}
