import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP
import SQLStore
import Testing
import TestSupport

/// Resource indicators (RFC 8707): what was asked for at the login only narrows.
@Suite struct ResourceIndicatorTests {
  private static let (a, b, c) = ("https://a.example", "https://b.example", "https://c.example")

  private func audience(_ answer: TestResponse) throws -> [String] {
    let token = try UnverifiedJWS(compact: answer.json.text("access_token"))
    return token.unverifiedClaims?["aud"]?.array?.compactMap(\.string) ?? []
  }

  private func run(
    granted: [String], _ test: @Sendable (Provider, any TestClientProtocol, Login) async throws -> Void
  ) async throws {
    try await Provider.run { provider, http in
      try await provider.save(
        try TestClients.portal(["tongzhao_audiences": [.string(Self.a), .string(Self.b), .string(Self.c)]]))
      try await test(provider, http, try await provider.login(resources: granted))
    }
  }

  @Test func `a token is for what the login asked, and for less where the exchange says so`() async throws {
    try await run(granted: [Self.a, Self.b]) { provider, http, login in
      let first = try await http.post("/token", login.form, .basic("portal"))
      #expect(try audience(first) == [Self.a, Self.b, provider.issuer.value])
      let refresh = first.json.text("refresh_token")
      let less = try await http.refresh(refresh, [("resource", Self.b)])
      #expect(try audience(less) == [Self.b, provider.issuer.value])
      #expect(try audience(try await http.refresh(refresh, [])) == [Self.a, Self.b, provider.issuer.value])
      #expect(try await http.refresh(refresh, [("resource", Self.c)]).refusal == "invalid_target")
    }
  }

  @Test func `more than the login asked uses up no code`() async throws {
    try await run(granted: [Self.a]) { provider, http, login in
      let more = try await http.post("/token", login.form + [("resource", Self.b)], .basic("portal"))
      #expect(more.refusal == "invalid_target")
      let right = try await http.post("/token", login.form + [("resource", Self.a)], .basic("portal"))
      #expect(try audience(right) == [Self.a, provider.issuer.value])
    }
  }

  @Test func `a login that named none gets all, and may be narrowed`() async throws {
    try await run(granted: []) { provider, http, login in
      let answer = try await http.post(
        "/token", login.form + [("resource", Self.c), ("resource", Self.a)], .basic("portal"))
      #expect(try audience(answer) == [Self.a, Self.c, provider.issuer.value])
    }
  }

  @Test func `a resource that the client lost is in no token any more`() async throws {
    try await run(granted: [Self.a, Self.b]) { provider, http, login in
      let refresh = try await http.post("/token", login.form, .basic("portal")).json.text("refresh_token")
      try await provider.save(try TestClients.portal(["tongzhao_audiences": [.string(Self.b), .string(Self.c)]]))
      provider.clock.advance(by: 2)
      #expect(try audience(try await http.refresh(refresh, [])) == [Self.b, provider.issuer.value])
    }
  }

  @Test func `what is asked at the login is kept in the grant`() async throws {
    try await LoginHouse.run(portal: ["tongzhao_audiences": [.string(Self.a), .string(Self.b)]]) { house in
      let browser = TestBrowser(house)
      let query = TestBrowser.parameters() + [("resource", Self.a), ("resource", Self.b)]
      let page = try browser.page(try await browser.get(Percent.appendQuery(to: "/authorize", query)))
      let end = try await browser.logIn(with: TestPhone(house), on: page)
      let code = try #require(end.answered("code").flatMap { BearerSecret<AuthorizationCodeSecret>(presented: $0) })
      let portal = try #require(ClientID("portal"))
      #expect(try await house.grants.redeemable(code.digest, by: portal, at: house.now)?.resources == [Self.a, Self.b])
    }
  }
}

extension TestClientProtocol {
  fileprivate func refresh(_ token: String, _ more: [(String, String)]) async throws -> TestResponse {
    try await refresh(token, .basic("portal"), more)
  }
}
