import ELicence
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

/// What the Basic OP modules ask of requests, by name.
@Suite struct BasicRequestTests {
  private static let other = CreditCode.synthetic(kind: .company, serial: 7).value

  @Test(
    arguments: [
      ("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", ["nonce": nil]),
      ("oidcc-display-page", ["display": "page"]), ("oidcc-display-popup", ["display": "popup"]),
      ("oidcc-login-hint", ["login_hint": "somebody@example.com"]), ("oidcc-ui-locales", ["ui_locales": "se"]),
      ("oidcc-claims-locales", ["claims_locales": "se"]),
      ("oidcc-ensure-request-with-unknown-parameter-succeeds", ["extra": "foobar"]),
      ("oidcc-ensure-request-with-acr-values-succeeds", ["acr_values": AuthenticationLevel.crossDevice]),
      ("oidcc-claims-essential", ["claims": #"{"userinfo":{"name":{"essential":true}}}"#]),
      ("oidcc-ensure-other-scope-order-succeeds", ["scope": "licence openid"]),
      ("oidcc-ensure-request-with-valid-pkce-succeeds", [:]), ("oidcc-max-age-10000", ["max_age": "10000"]),
    ] as [(String, [String: String?])])
  func
    `what is optional succeeds: oidcc-ensure-request-without-nonce-succeeds-for-code-flow, oidcc-display-page, oidcc-display-popup, oidcc-login-hint, oidcc-ui-locales, oidcc-claims-locales, oidcc-ensure-request-with-unknown-parameter-succeeds, oidcc-ensure-request-with-acr-values-succeeds, oidcc-claims-essential, oidcc-ensure-request-with-valid-pkce-succeeds, oidcc-max-age-10000`(
      module: String, changes: [String: String?]
    ) async throws
  {
    try await LoginHouse.run { house in
      let end = try await TestBrowser(house).logIn(with: TestPhone(house), changes)
      #expect(end.answered("code") != nil, "\(module)")
    }
  }

  @Test func `a posted request logs in: oidcc-ensure-post-request-succeeds`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let posted = try await browser.post("/authorize", TestBrowser.parameters())
      let page = try browser.page(try await browser.get(posted.location))
      #expect(try await browser.logIn(with: TestPhone(house), on: page).answered("code") != nil)
    }
  }

  @Test func `an address that is not registered is shown: oidcc-ensure-registered-redirect-uri`() async throws {
    try await LoginHouse.run { house in
      let answer = try await TestBrowser(house).authorize(["redirect_uri": "https://portal.example/other"])
      #expect(answer.status == .badRequest && answer.headers[.location] == nil)
    }
  }

  @Test
  func
    `a session answers silently, and only when it is young enough: oidcc-prompt-none-logged-in, oidcc-prompt-login, oidcc-max-age-1, oidcc-id-token-hint`()
    async throws
  {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      #expect(try await browser.authorize(["prompt": "none"]).answered("error") == "login_required")
      _ = try await browser.logIn(with: phone)
      #expect(try await browser.authorize(["prompt": "none"]).answered("code") != nil)
      let key = try house.keys.current(.token, .es256, at: house.now)
      let hint = try await key.sign(
        [
          "iss": .string(house.issuer.value), "aud": "portal", "sub": .string(TestLicence.company.uscc.value),
        ], type: "JWT")
      #expect(try await browser.authorize(["prompt": "none", "id_token_hint": hint]).answered("code") != nil)
      house.clock.advance(by: 2)
      _ = try browser.page(try await browser.authorize(["max_age": "1"]))
      _ = try browser.page(try await browser.authorize(["prompt": "login"]))
    }
  }

  @Test(
    arguments: [
      "login", "consent", "select_account", "login consent", "consent select_account", "login select_account",
    ])
  func `each prompt and each pair of them asks the person`(prompt: String) async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone)
      #expect(try await browser.authorize().answered("code") != nil)
      _ = try browser.page(try await browser.authorize(["prompt": prompt]))
    }
  }

  @Test(arguments: ["none login", "none consent", "select_account none", "create", "login create", "NONE"])
  func `none stands alone, and what nobody knows is refused`(prompt: String) async throws {
    try await LoginHouse.run { house in
      let answer = try await TestBrowser(house).authorize(["prompt": prompt])
      #expect(answer.answered("error") == "invalid_request" && answer.answered("state") == "st-1")
    }
  }

  @Test func `a hinted enterprise is asked for on the page, and binds nobody`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone)
      let own = TestLicence.company.uscc.value
      #expect(try await browser.authorize(["login_hint": own]).answered("code") != nil)
      let page = try browser.page(try await browser.authorize(["login_hint": Self.other]))
      let text = try await browser.get(page).text
      #expect(text.contains(Self.other))
      let silent = try await browser.authorize(["login_hint": Self.other, "prompt": "none"])
      #expect(silent.answered("code") != nil, "or clients could guess who is logged in")
      let odd = try await browser.authorize(["login_hint": "<script>", "prompt": "login"])
      let oddText = try await browser.get(try browser.page(odd)).text
      #expect(!oddText.contains("id=\"hinted\""))
    }
  }

  @Test(arguments: [("license", "licence"), ("openid license", "licence"), ("openid holdr", "holder")])
  func `a misspelt scope gets a hint`(scope: String, meant: String) async throws {
    try await LoginHouse.run { house in
      let answer = try await TestBrowser(house).authorize(["scope": scope])
      #expect(answer.answered("error") == "invalid_scope" && answer.answered("state") == "st-1")
      #expect(answer.answered("error_description")?.contains("did you mean \(meant)?") == true)
    }
  }

  @Test func `a step up is honoured, age and level together`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone)
      house.clock.advance(by: 100)
      let level = AuthenticationLevel.crossDevice
      #expect(try await browser.authorize(["acr_values": level, "max_age": "100"]).answered("code") != nil)
      _ = try browser.page(try await browser.authorize(["acr_values": level, "max_age": "99"]))
      let stronger = AuthenticationLevel.sameDevice
      let page = try browser.page(try await browser.authorize(["acr_values": stronger, "max_age": "100"]))
      let text = try await browser.get(page).text
      #expect(!text.contains("qr.svg"), "only a login on this device can be strong enough")
    }
  }
}
