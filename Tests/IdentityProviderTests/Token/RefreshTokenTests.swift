import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import TestSupport
import Testing

@Suite struct RefreshTokenTests {
  private static let appForm = [("client_id", "app")]

  /// A login at the public client, with the answer to its code.
  private static func appLogin(
    _ provider: Provider, _ http: any TestClientProtocol
  ) async throws -> (login: Login, answer: JSON) {
    let login = try await provider.login("app")
    return (login, try await http.post("/token", login.form + appForm).json)
  }

  @Test func `oidcc-refresh-token: a confidential client keeps its refresh token`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("refresh_token")
      for _ in 0..<3 {
        let answer = try await http.refresh(token).json
        #expect(answer["refresh_token"] == .string(token))
        #expect(try await http.isActive(answer.text("access_token")) == true)
      }
    }
  }

  @Test func `a public client's refresh token rotates`() async throws {
    try await Provider.run { provider, http in
      let (_, answer) = try await Self.appLogin(provider, http)
      let first = answer.text("refresh_token")
      let second = try await http.refresh(first, [:], Self.appForm).json.text("refresh_token")
      let third = try await http.refresh(second, [:], Self.appForm).json.text("refresh_token")
      #expect(Set([first, second, third, ""]).count == 4)
    }
  }

  @Test func `a retry within ten seconds gets the same successor`() async throws {
    try await Provider.run { provider, http in
      let (_, answer) = try await Self.appLogin(provider, http)
      let first = answer.text("refresh_token")
      let second = try await http.refresh(first, [:], Self.appForm).json.text("refresh_token")
      provider.clock.advance(by: 10)
      let again = try await http.refresh(first, [:], Self.appForm)
      #expect(again.status == .ok)
      #expect(again.json.text("refresh_token") == second)
    }
  }

  @Test func `a retry after eleven seconds is reuse and revokes the login`() async throws {
    try await Provider.run { provider, http in
      let (login, answer) = try await Self.appLogin(provider, http)
      let first = answer.text("refresh_token")
      let second = try await http.refresh(first, [:], Self.appForm).json.text("refresh_token")
      provider.clock.advance(by: 11)
      #expect(try await http.refresh(first, [:], Self.appForm).refusal == "invalid_grant")
      #expect(try await http.refresh(second, [:], Self.appForm).refusal == "invalid_grant")
      #expect(try await provider.grants.grant(login.grant)?.revokedAt == provider.now)
    }
  }

  @Test func `once the successor was used, the token before it is reuse at once`() async throws {
    try await Provider.run { provider, http in
      let (_, answer) = try await Self.appLogin(provider, http)
      let first = answer.text("refresh_token")
      let second = try await http.refresh(first, [:], Self.appForm).json.text("refresh_token")
      let third = try await http.refresh(second, [:], Self.appForm).json.text("refresh_token")
      #expect(try await http.refresh(first, [:], Self.appForm).refusal == "invalid_grant")
      #expect(try await http.refresh(third, [:], Self.appForm).refusal == "invalid_grant")
    }
  }

  @Test func `a hundred parallel refreshes get one and the same successor, and none fails on our side`() async throws {
    try await Provider.run { provider, http in
      let (_, answer) = try await Self.appLogin(provider, http)
      let first = answer.text("refresh_token")
      let successors = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<100 {
          group.addTask {
            let response = try await http.refresh(first, [:], Self.appForm)
            #expect(response.status == .ok)
            return response.json.text("refresh_token")
          }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(successors.count == 1)
      #expect(!successors.contains(first))
    }
  }

  @Test func `a client that became confidential keeps its latest refresh token only`() async throws {
    try await Provider.run { provider, http in
      let (_, answer) = try await Self.appLogin(provider, http)
      let first = answer.text("refresh_token")
      let second = try await http.refresh(first, [:], Self.appForm).json.text("refresh_token")
      try await provider.save(try TestClients.app(["token_endpoint_auth_method": "client_secret_basic"]))
      provider.clock.advance(by: 1)
      #expect(try await http.refresh(second, .basic("app")).json["refresh_token"] == .string(second))
      #expect(try await http.refresh(first, .basic("app")).refusal == "invalid_grant")
      #expect(try await http.refresh(second, .basic("app")).refusal == "invalid_grant")
    }
  }

  @Test func `another client's refresh token is refused and revoked`() async throws {
    try await Provider.run { provider, http in
      let (login, answer) = try await Self.appLogin(provider, http)
      let token = answer.text("refresh_token")
      #expect(try await http.refresh(token, .basic("portal")).refusal == "invalid_grant")
      #expect(try await provider.grants.grant(login.grant)?.revokedAt != nil)
      #expect(try await http.refresh(token, [:], Self.appForm).refusal == "invalid_grant")
    }
  }

  @Test func `a refresh token that we did not make is refused`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("refresh_token")
      let parts = token.split(separator: ".").map(String.init)
      let forged = [
        "x", token + "A", token.dropLast() + "!", [parts[0], "1", parts[2], parts[3]].joined(separator: "."),
        [parts[0], "00", parts[2], parts[3]].joined(separator: "."),
        [GrantID.generate().value, parts[1], parts[2], parts[3]].joined(separator: "."),
      ]
      for token in forged { #expect(try await http.refresh(token).refusal == "invalid_grant") }
      #expect(try await http.refresh("").refusal == "invalid_request")
      #expect(try await http.refresh(token).status == .ok)
    }
  }

  @Test func `a refresh narrows the scope of the access token and never widens it`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("refresh_token")
      let narrow = try await http.refresh(token, .basic("portal"), [("scope", "openid")])
      #expect(narrow.json["scope"] == "openid")
      #expect(try await http.refresh(token).json["scope"] == "openid licence")
      #expect(try await http.refresh(token, .basic("portal"), [("scope", "openid holder")]).refusal == "invalid_scope")
      #expect(try await http.refresh(token, .basic("portal"), [("scope", "\u{1}")]).refusal == "invalid_request")
    }
  }

  @Test func `what a registration no longer allows is not refreshed`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("refresh_token")
      try await provider.save(try TestClients.portal(["scope": "openid"]))
      provider.clock.advance(by: 1)
      #expect(try await http.refresh(token).json["scope"] == "openid")
    }
  }

  @Test func `a suspended client is refused, and put back it goes on`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("refresh_token")
      try await provider.save(try TestClients.portal(["tongzhao_suspended": true]))
      provider.clock.advance(by: 1)
      #expect(try await http.refresh(token).refusal == "invalid_client")
      try await provider.save(try TestClients.portal())
      provider.clock.advance(by: 1)
      #expect(try await http.refresh(token).status == .ok)
    }
  }

  @Test func `a suspended licence stops refreshing, and restored it goes on`() async throws {
    try await Provider.run { provider, http in
      let (_, answer) = try await Self.appLogin(provider, http)
      let token = answer.text("refresh_token")
      provider.standing.set(.bad)
      #expect(try await http.refresh(token, [:], Self.appForm).refusal == "invalid_grant")
      provider.standing.set(.unknown)
      #expect(try await http.refresh(token, [:], Self.appForm).status == .serviceUnavailable)
      provider.clock.advance(by: 60)
      provider.standing.set(.good)
      // The refusals have used nothing up.
      #expect(try await http.refresh(token, [:], Self.appForm).status == .ok)
    }
  }

  @Test func `nothing is refreshed beyond the credential's own end`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login(scope: "openid offline_access")
      let token = try await http.redeem(login).text("refresh_token")
      provider.clock.advance(by: 20 * 86_400 - 1)
      #expect(try await http.refresh(token).status == .ok)
      provider.clock.advance(by: 1)
      #expect(try await http.refresh(token).refusal == "invalid_grant")
    }
  }

  @Test func `without offline_access a grant ends with its session`() async throws {
    try await Provider.run { provider, http in
      let (online, offline) = (
        try await http.redeem(try await provider.login()),
        try await http.redeem(try await provider.login(scope: "openid offline_access"))
      )
      provider.clock.advance(by: 36_000)
      #expect(try await http.refresh(online.text("refresh_token")).refusal == "invalid_grant")
      #expect(try await http.refresh(offline.text("refresh_token")).status == .ok)
    }
  }

  @Test func `a refreshed ID token has the login's time and no nonce`() async throws {
    try await Provider.run { provider, http in
      let loginTime = provider.now
      let token = try await http.redeem(try await provider.login()).text("refresh_token")
      provider.clock.advance(by: 100)
      let idToken = try await http.refresh(token).json.text("id_token")
      let claims = try #require(try UnverifiedJWS(compact: idToken).unverifiedClaims)
      #expect(claims["nonce"] == nil)
      #expect(claims["auth_time"]?.date == loginTime)
      #expect(claims["iat"]?.date == provider.now)
    }
  }
}
