import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

@Suite struct FrontChannelLogoutTests {
  private static let told: JSONObject = ["frontchannel_logout_uri": "https://portal.example/front?x=1"]
  private static let bye = ("post_logout_redirect_uri", "https://portal.example/bye")

  private static func logOut(
    _ provider: Provider, _ http: any TestClientProtocol, _ more: [(String, String)]
  ) async throws -> (login: Login, response: TestResponse) {
    let login = try await provider.login()
    let hint = ("id_token_hint", try await http.redeem(login).text("id_token"))
    let response = try await http.get(
      Percent.appendQuery(to: "/end-session", [hint] + more),
      [.cookie: "__Host-tongzhao-session-443=\(login.cookie.revealed())"])
    return (login, response)
  }

  private static func frames(_ page: TestResponse) -> [String] {
    page.text.matches(of: /<iframe[^>]* src="([^"]+)"/).map {
      String($0.1).replacing("&amp;", with: "&").replacing("&#38;", with: "&")
    }
  }

  @Test func `oidcc-frontchannel-logout-discovery-endpoint-verification: discovery says that clients are told`()
    async throws
  {
    try await Provider.run { _, http in
      let document = try await http.get("/.well-known/openid-configuration").json
      #expect(document["frontchannel_logout_supported"] == true)
      #expect(document["frontchannel_logout_session_supported"] == true)
    }
  }

  @Test
  func `oidcc-frontchannel-rp-initiated-logout: the client's address is loaded with iss and sid, then the way goes on`()
    async throws
  {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(Self.told))
      let (login, page) = try await Self.logOut(provider, http, [Self.bye, ("state", "s1")])
      #expect(page.status == .ok)
      #expect(page.headers[.setCookie]?.contains("Max-Age=0") == true)
      let expected = Percent.appendQuery(
        to: "https://portal.example/front?x=1",
        [("iss", provider.issuer.value), ("sid", login.session.value)])
      #expect(Self.frames(page) == [expected])
      #expect(page.text.contains(#"id="next" href="https://portal.example/bye?state=s1""#))
      let policy = try #require(page.headers[.contentSecurityPolicy])
      #expect(policy.contains("; frame-src https://portal.example;"))
      #expect(try await provider.sessions.session(login.session, at: provider.now) == nil)
    }
  }

  @Test func `without such a client there is no page between, and no frame is allowed`() async throws {
    try await Provider.run { provider, http in
      let (_, back) = try await Self.logOut(provider, http, [Self.bye])
      #expect(back.headers[.location] == "https://portal.example/bye")
      let (_, page) = try await Self.logOut(provider, http, [])
      #expect(Self.frames(page).isEmpty)
      #expect(page.headers[.contentSecurityPolicy]?.contains("frame-src") == false)
    }
  }

  @Test func `every client of the session is told once, and those of another session are not`() async throws {
    try await LoginHouse.run(portal: Self.told.merging(["post_logout_redirect_uris": [.string(Self.bye.1)]])) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let (elsewhere, other) = (TestBrowser(house), try TestPhone(house))
      _ = try await elsewhere.logIn(with: other)
      for _ in 0..<2 { _ = try await browser.logIn(with: phone, prompt: "login") }
      let question = try await browser.get("/end-session")
      let token = String(try #require(question.text.firstMatch(of: /name="confirmation" value="([^"]+)"/)?.1))
      let page = try await browser.post("/end-session", [("confirmation", token)])
      // Under both names of its session, and no more.
      let sids = Self.frames(page).compactMap { $0.firstMatch(of: /sid=([^&]+)/).map { String($0.1) } }
      #expect(sids.count == 2)
      #expect(Set(sids).count == 2)
    }
  }

  @Test func `the page of the product has frames that can do nothing but load, and a way on without a script`()
    async throws
  {
    try await Provider.run { provider, _ in
      let pages = try SignInPages(issuer: provider.issuer)
      let page = pages.render(
        "logged-out",
        [
          "isReturnRefused": false, "next": "https://portal.example/bye?state=a&b",
          "frames": [["address": "https://portal.example/front?iss=x&sid=y"] as [String: any Sendable]],
        ], language: .english)
      #expect(page.contains(#"sandbox="allow-same-origin allow-scripts""#))
      #expect(
        page.contains(
          #"<noscript><meta http-equiv="refresh" content="4;url=https://portal.example/bye?state=a&amp;b">"#))
    }
  }

  @Test(arguments: [
    ("https://elsewhere.example/front", ClientMetadataRejection.Reason.inconsistent),
    ("https://portal.example:8443/front", .inconsistent), ("http://portal.example/front", .unsafeAddress),
    ("https://portal.example/front#f", .unsafeAddress),
  ])
  func `a frame is of a site that codes are sent to`(address: String, reason: ClientMetadataRejection.Reason) {
    let rejection = #expect(throws: ClientMetadataRejection.self) {
      try TestClients.portal(["frontchannel_logout_uri": .string(address)])
    }
    #expect(rejection?.member == "frontchannel_logout_uri" && rejection?.reason == reason)
  }
}
