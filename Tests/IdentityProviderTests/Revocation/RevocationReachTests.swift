import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

/// What ends a login ends everything that came from it, at every door and at once.
@Suite struct RevocationReachTests {
  /// Everything that can end what a login gave.
  enum Ending: CaseIterable {
    case accessTokenRevoked
    case refreshTokenRevoked
    case codeUsedAgain
    case sessionEnded
    case presentationWithdrawn
    case clientSuspended
    case licenceSuspended
  }

  @Test(arguments: Ending.allCases)
  func `whatever ends a login ends all of it`(ending: Ending) async throws {
    try await ExchangeHouse.run { house in
      let (provider, http) = (house.provider, house.http)
      let login = try await provider.login(scope: "openid licence")
      let answer = try await http.redeem(login)
      let first = answer.text("access_token")
      let refresh = answer.text("refresh_token")
      let second = try await http.refresh(refresh).json.text("access_token")
      for token in [first, second] {
        #expect(try await http.isActive(token) == true)
        #expect(try await http.get("/userinfo", .bearer(token)).status == .ok)
      }
      // What departments made of it among themselves.
      let handed = try await house.exchange(second).json.text("access_token")
      let handedOn = try await house.exchange(handed, for: ExchangeHouse.bank, by: "tax").json.text("access_token")
      let departments = [(handed, "tax"), (handedOn, "bank")]
      for (token, department) in departments { #expect(try await http.isActive(token, for: department) == true) }
      switch ending {
      case .accessTokenRevoked: _ = try await http.post("/revoke", [("token", first)], .basic("portal"))
      case .refreshTokenRevoked: _ = try await http.post("/revoke", [("token", refresh)], .basic("portal"))
      case .codeUsedAgain: #expect(try await http.redeem(login)["error"] == "invalid_grant")
      case .sessionEnded: try await provider.grants.revoke(session: login.session, at: provider.now)
      case .presentationWithdrawn: try await provider.presentations.revoke(login.presentation.id, at: provider.now)
      case .clientSuspended: try await provider.save(try TestClients.portal(["tongzhao_suspended": true]))
      case .licenceSuspended: provider.standing.set(.bad)
      }
      provider.clock.advance(by: 1)
      for token in [first, second] {
        #expect(try await http.isActive(token) == false, "introspection")
        #expect(try await http.get("/userinfo", .bearer(token)).status == .unauthorized, "UserInfo")
      }
      for (token, department) in departments {
        #expect(try await http.isActive(token, for: department) == false, "exchanged, at \(department)")
      }
      for (token, department, next) in [(second, "department", ExchangeHouse.tax), (handed, "tax", ExchangeHouse.bank)]
      {
        #expect(try await house.exchange(token, for: next, by: department).refusal == "invalid_request", "exchange")
      }
      let refused = try await http.refresh(refresh)
      #expect(["invalid_grant", "invalid_client"].contains(refused.refusal), "refresh")
    }
  }
}
