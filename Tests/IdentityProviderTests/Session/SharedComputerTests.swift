import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import Testing

/// What a portal was given on a shared computer ends when nobody uses the browser any more.
@Suite struct SharedComputerTests {
  private static let idle = SessionLifetimes().sharedIdle

  private func userInfo(_ token: String, _ http: any TestClientProtocol) async throws -> HTTPResponse.Status {
    try await http.get("/userinfo", [.authorization: "Bearer \(token)"]).status
  }

  @Test func `at the idle end every door is shut in the same second`() async throws {
    try await Provider.run { provider, http in
      let tokens = try await http.redeem(try await provider.login(isShared: true))
      let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"))
      provider.clock.advance(by: Self.idle - 1)
      #expect(try await http.isActive(access) == true)
      #expect(try await userInfo(access, http) == .ok)
      provider.clock.advance(by: 1)
      #expect(try await http.isActive(access) == false)
      #expect(try await http.post("/introspect", [("token", refresh)], .basic("portal")).json["active"] == false)
      #expect(try await userInfo(access, http) == .unauthorized)
      let answer = try await http.post(
        "/token", [("grant_type", "refresh_token"), ("refresh_token", refresh)], .basic("portal"))
      #expect(answer.status == .badRequest)
      #expect(answer.json["error"] == "invalid_grant")
    }
  }

  @Test func `asking keeps nothing alive, the browser does`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login(isShared: true)
      let access = try await http.redeem(login).text("access_token")
      provider.clock.advance(by: 100)
      #expect(try await http.isActive(access) == true)
      #expect(try await provider.sessions.session(secret: login.cookie.digest, at: provider.now) != nil)
      provider.clock.advance(by: Self.idle - 1)
      #expect(try await http.isActive(access) == true)
      provider.clock.advance(by: 1)
      #expect(try await http.isActive(access) == false)
    }
  }

  @Test func `a code that was not redeemed before its session ended gives nothing`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login(isShared: true)
      try await provider.sessions.end(login.session, at: provider.now)
      #expect(try await http.redeem(login)["error"] == "invalid_grant")
    }
  }

  @Test func `offline access is none on a shared computer`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login(scope: "openid licence offline_access", isShared: true)
      let refresh = try await http.redeem(login).text("refresh_token")
      provider.clock.advance(by: Self.idle)
      let answer = try await http.post(
        "/token", [("grant_type", "refresh_token"), ("refresh_token", refresh)], .basic("portal"))
      #expect(answer.json["error"] == "invalid_grant")
    }
  }

  @Test func `on an own computer the idle end leaves what was given`() async throws {
    try await Provider.run { provider, http in
      let refresh = try await http.redeem(try await provider.login()).text("refresh_token")
      provider.clock.advance(by: SessionLifetimes().idle)
      let answer = try await http.post(
        "/token", [("grant_type", "refresh_token"), ("refresh_token", refresh)], .basic("portal"))
      #expect(answer.status == .ok)
    }
  }
}
