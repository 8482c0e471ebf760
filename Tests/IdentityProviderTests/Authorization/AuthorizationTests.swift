import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct AuthorizationTests {
  @Test(
    arguments: [
      ["client_id": nil], ["client_id": "nobody"], ["redirect_uri": nil],
      ["redirect_uri": "https://portal.example/cb/"], ["redirect_uri": "https://portal.example/cb?x=1"],
      ["redirect_uri": "https://portal.example.evil.example/cb"], ["redirect_uri": "https://PORTAL.example/cb"],
      ["redirect_uri": "https://portal.example/%63b"],
    ] as [[String: String?]])
  func `a request whose address is not to be trusted is shown, never redirected`(changes: [String: String?])
    async throws
  {
    try await LoginHouse.run { house in
      let answer = try await TestBrowser(house).authorize(changes)
      #expect(answer.status == .badRequest)
      #expect(answer.headers[.location] == nil)
    }
  }

  @Test func `a parameter that comes twice is refused without a redirect, whichever it is`() async throws {
    try await LoginHouse.run { house in
      for (name, value) in TestBrowser.parameters(["prompt": "login", "unknown": "x"]) {
        let query = TestBrowser.parameters(["prompt": "login", "unknown": "x"]) + [(name, value)]
        let answer = try await TestBrowser(house).get(Percent.appendQuery(to: "/authorize", query))
        #expect(answer.status == .badRequest, "\(name)")
        #expect(answer.headers[.location] == nil)
      }
    }
  }

  @Test(
    arguments: [
      (["response_type": nil], "invalid_request"), (["response_type": "token"], "unsupported_response_type"),
      (["response_type": "code id_token"], "unsupported_response_type"),
      (["response_mode": "fragment"], "invalid_request"),
      (["code_challenge": nil], "invalid_request"), (["code_challenge_method": nil], "invalid_request"),
      (["code_challenge_method": "plain"], "invalid_request"), (["code_challenge": "short"], "invalid_request"),
      (["scope": nil], "invalid_scope"), (["scope": "licence"], "invalid_scope"), (["scope": "\"x"], "invalid_scope"),
      (["request": "eyJhbGciOiJub25lIn0.e30."], "request_not_supported"),
      (["request_uri": "https://portal.example/r"], "invalid_request_uri"),
      (["request": "a.b.c", "request_uri": "https://portal.example/r"], "invalid_request"),
      (["request": "a.b.c.d.e"], "request_not_supported"), (["resource": "https://other.example"], "invalid_target"),
      (["scope": "openid license"], "invalid_scope"), (["prompt": "create"], "invalid_request"),
      (["registration": "{}"], "registration_not_supported"), (["prompt": "none login"], "invalid_request"),
      (["prompt": "dance"], "invalid_request"), (["max_age": "-1"], "invalid_request"),
      (["max_age": "soon"], "invalid_request"), (["claims": "no"], "invalid_request"),
      (["id_token_hint": "a.b.c"], "invalid_request"), (["prompt": "none"], "login_required"),
      (
        ["claims": #"{"id_token":{"acr":{"essential":true,"values":["urn:other"]}}}"#],
        "unmet_authentication_requirements"
      ),
    ] as [([String: String?], String)])
  func `a request that is refused goes back to the client with state and issuer`(
    changes: [String: String?], error: String
  ) async throws {
    try await LoginHouse.run { house in
      let answer = try await TestBrowser(house).authorize(changes)
      #expect(answer.location.hasPrefix("https://portal.example/cb?"))
      #expect(answer.answered("error") == error)
      #expect(answer.answered("state") == "st-1")
      #expect(answer.answered("iss") == house.issuer.value)
    }
  }

  @Test(
    arguments: [
      ["nonce": nil], ["state": nil], ["unknown": "x"], ["display": "page"], ["ui_locales": "se"],
      ["login_hint": "someone"], ["acr_values": "urn:other"], ["scope": "profile openid email phone address"],
      ["claims": #"{"userinfo":{"name":{"essential":true}}}"#], ["max_age": "10000"], ["prompt": ""],
    ] as [[String: String?]])
  func `what is optional or unknown is no error`(changes: [String: String?]) async throws {
    try await LoginHouse.run { house in
      let text1 = try await TestBrowser(house).authorize(changes).location
      #expect(text1.contains("/sign-in/"))
    }
  }

  @Test func `a posted request is answered 303 to the same by GET`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let answer = try await browser.post("/authorize", TestBrowser.parameters())
      #expect(answer.status == .seeOther)
      #expect(answer.location == Percent.appendQuery(to: house.issuer.url("/authorize"), TestBrowser.parameters()))
      let text2 = try await browser.get(answer.location).location
      #expect(text2.contains("/sign-in/"))
    }
  }

  @Test func `a session gives a client only what was approved for it`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      #expect(try await browser.logIn(with: phone).answered("code") != nil)
      #expect(try await browser.authorize(["prompt": "none"]).answered("code") != nil)
      #expect(try await browser.authorize().answered("code") != nil)
      let more = try await browser.authorize(["prompt": "none", "scope": "openid licence licence.particulars"])
      #expect(more.answered("error") == "consent_required")
      let other = try await browser.authorize(["prompt": "none"], client: "signer")
      #expect(other.answered("error") == "consent_required")
      for prompt in ["login", "consent", "select_account"] {
        let text3 = try await browser.authorize(["prompt": prompt]).location
        #expect(text3.contains("/sign-in/"), "\(prompt)")
      }
      house.clock.advance(by: 20)
      #expect(try await browser.authorize(["prompt": "none", "max_age": "19"]).answered("error") == "login_required")
      #expect(try await browser.authorize(["prompt": "none", "max_age": "20"]).answered("code") != nil)
      #expect(
        try await browser.authorize(["prompt": "none", "acr_values": AuthenticationLevel.sameDevice]).answered("error")
          == "login_required")
      house.standing.set(.bad)
      #expect(try await browser.authorize(["prompt": "none"]).answered("error") == "login_required")
    }
  }

  @Test func `a new login has a new session and keeps the same enterprise's approvals`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone)
      _ = try await browser.logIn(with: phone, client: "signer")
      #expect(try await browser.authorize(["prompt": "none"]).answered("code") != nil)
      #expect(try await browser.authorize(["prompt": "none"], client: "signer").answered("code") != nil)
    }
  }

  @Test func `switching the enterprise ends the former session`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      _ = try await browser.logIn(with: phone)
      var other = try TestPhone(house)
      other.licence = TestLicence(particulars: TestLicence.household)
      _ = try await browser.logIn(with: other, client: "signer", prompt: "select_account")
      #expect(try await browser.authorize(["prompt": "none"]).answered("error") == "consent_required")
    }
  }

  @Test func `a hint names the only enterprise that is answered for`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let key = try house.keys.current(.token, .es256, at: house.now)
      func hint(_ subject: String, audience: String = "portal", type: String = "JWT") async throws -> String {
        try await key.sign(
          ["iss": .string(house.issuer.value), "aud": .string(audience), "sub": .string(subject)], type: type)
      }
      let own = TestLicence.company.uscc.value
      _ = try await browser.logIn(with: phone)
      let right = try await browser.authorize(["prompt": "none", "id_token_hint": try await hint(own)])
      #expect(right.answered("code") != nil)
      let wrong = try await browser.authorize(["prompt": "none", "id_token_hint": try await hint("another")])
      #expect(wrong.answered("error") == "login_required")
      for forged in [try await hint(own, audience: "signer"), try await hint(own, type: "at+jwt")] {
        #expect(try await browser.authorize(["id_token_hint": forged]).answered("error") == "invalid_request")
      }
      let fresh = TestBrowser(house)
      let end = try await fresh.logIn(with: phone, ["id_token_hint": try await hint("another")])
      #expect(end.answered("error") == "login_required")
    }
  }
}
