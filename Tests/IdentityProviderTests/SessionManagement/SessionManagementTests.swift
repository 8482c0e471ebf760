import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import Testing
import TestSupport

/// What lets clients' pages see that a login has changed (OpenID Connect Session Management 1.0). That the page answers
/// by it is shown in a real browser (`test_session_management.py`).
@Suite struct SessionManagementTests {
  private static let name = "__Host-tongzhao-state-443"

  /// What the framed page would compute from this browser's cookie and compare (§3.2).
  private static func isUnchanged(
    _ sessionState: String?, in browser: TestBrowser, client: String = "portal",
    origin: String = "https://portal.example"
  ) throws -> Bool {
    let expected = try #require(sessionState)
    let salt = try #require(expected.wholeMatch(of: /[A-Za-z0-9_-]{43}\.([A-Za-z0-9_-]{22})/)).1
    let state = try #require(browser.cookie(name))
    let text = "\(client) \(origin) \(state) \(salt)"
    return Digests.sha256Text(Array(text.utf8)) + ".\(salt)" == expected
  }

  @Test func `oidcc-session-management-discovery-endpoint-verification: discovery names the page, which is there`()
    async throws
  {
    try await LoginHouse.run { house in
      let address = try await house.http.get("/.well-known/openid-configuration").json.text("check_session_iframe")
      #expect(address == house.issuer.url("/check-session"))
      let page = try await TestBrowser(house).get(address)
      #expect(page.status == .ok && page.text.contains(#"data-cookie="\#(Self.name)""#))
      #expect(!page.text.contains("<script>"), "nothing stands in the page itself")
      let policy = page.headers[.contentSecurityPolicy]
      #expect(
        policy
          == "default-src 'none'; script-src 'self'; form-action 'none'; frame-ancestors https: http:; base-uri 'none'")
      #expect(page.headers[.frameOptions] == nil)
      #expect(page.headers[values: .setCookie].isEmpty)
    }
  }

  @Test func `oidcc-session-management-rp-initiated-logout: unchanged while logged in, changed after logging out`()
    async throws
  {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let state = try await browser.logIn(with: phone).answered("session_state")
      #expect(try Self.isUnchanged(state, in: browser))
      let question = try await browser.get("/end-session")
      #expect(try Self.isUnchanged(state, in: browser), "asking is not ending")
      let token = String(try #require(question.text.firstMatch(of: /name="confirmation" value="([^"]+)"/)?.1))
      _ = try await browser.post("/end-session", [("confirmation", token)])
      #expect(try !Self.isUnchanged(state, in: browser))
    }
  }

  @Test func `the state is good for one client at one origin`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let state = try await browser.logIn(with: phone).answered("session_state")
      #expect(try !Self.isUnchanged(state, in: browser, client: "signer"))
      #expect(try !Self.isUnchanged(state, in: browser, origin: "https://portal.example:8443"))
      #expect(try !Self.isUnchanged(state, in: browser, origin: "https://evil.example"))
    }
  }

  @Test func `each answer of one session has a state of its own, and all of them hold`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let first = try await browser.logIn(with: phone).answered("session_state")
      let second = try await browser.authorize(["prompt": "none"]).answered("session_state")
      #expect(first != second)
      for state in [first, second] { #expect(try Self.isUnchanged(state, in: browser)) }
    }
  }

  @Test func `a new login changes it, and who asks anew silently knows the new one`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let first = try await browser.logIn(with: phone).answered("session_state")
      let second = try await browser.logIn(with: phone, prompt: "login").answered("session_state")
      #expect(try !Self.isUnchanged(first, in: browser))
      #expect(try Self.isUnchanged(second, in: browser))
      let again = try await browser.authorize(["prompt": "none"]).answered("session_state")
      #expect(try Self.isUnchanged(again, in: browser))
    }
  }

  @Test func `on a shared computer it holds until the session's end, which the next request makes known`() async throws
  {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      _ = try await browser.post(page + "/shared", [("shared", "yes")])
      let state = try await browser.logIn(with: phone, on: page).answered("session_state")
      #expect(try Self.isUnchanged(state, in: browser))
      house.clock.advance(by: SessionLifetimes().sharedIdle)
      let refused = try await browser.authorize(["prompt": "none"])
      #expect(refused.answered("error") == "login_required" && refused.answered("session_state") == nil)
      #expect(try !Self.isUnchanged(state, in: browser))
    }
  }

  @Test func `a session that was ended elsewhere is known by the next request, also where a person is asked`()
    async throws
  {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let receipt = try await phone.approve(page)
      let end = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      let state = end.answered("session_state")
      _ = try await house.http.post(receipt + "/not-me", [])
      _ = try await browser.openOrder()
      #expect(try !Self.isUnchanged(state, in: browser))
    }
  }

  @Test func `a request in a frame of another site, which brings no session, changes nothing`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone)
      let answer = try await TestBrowser(house).authorize(["prompt": "none"])
      #expect(answer.answered("error") == "login_required")
      #expect(answer.headers[values: .setCookie].allSatisfy { !$0.hasPrefix(Self.name) })
    }
  }

  @Test func `the state travels in every response mode`() async throws {
    try await LoginHouse.run(portal: ["authorization_signed_response_alg": "ES256"]) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.logIn(with: phone, ["response_mode": "form_post"])
      let field = page.text.firstMatch(of: /name="session_state" value="([^"]+)"/).map { String($0.1) }
      #expect(try Self.isUnchanged(field, in: browser))
      for mode in ["jwt", "query.jwt", "form_post.jwt"] {
        let answer = try await browser.authorize(["response_mode": mode, "prompt": "none"])
        let token =
          answer.answered("response")
          ?? answer.text.firstMatch(of: /name="response" value="([^"]+)"/).map { String($0.1) }
        let compact = try #require(token)
        let claims = try #require(try UnverifiedJWS(compact: compact).unverifiedClaims)
        #expect(try Self.isUnchanged(claims["session_state"]?.string, in: browser), "\(mode)")
        #expect(answer.answered("session_state") == nil)
      }
    }
  }

  @Test func `scripts and frames of other sites get this cookie, and never the session's`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let cookies = try await browser.logIn(with: phone).headers[values: .setCookie]
      let state = try #require(cookies.first { $0.hasPrefix("\(Self.name)=") })
      #expect(state.hasSuffix("; Path=/; Secure; SameSite=None"))
      let session = try #require(cookies.first { $0.hasPrefix("__Host-tongzhao-session-443=") })
      #expect(session.hasSuffix("; Secure; HttpOnly; SameSite=Lax"))
      #expect(browser.cookie(Self.name) != browser.cookie("__Host-tongzhao-session-443"))
    }
  }
}
