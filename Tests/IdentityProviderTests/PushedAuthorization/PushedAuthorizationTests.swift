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

@Suite struct PushedAuthorizationTests {
  @Test func `a pushed request logs in: fapi2-security-profile-final-par-without-duplicate-parameters`() async throws {
    try await LoginHouse.run { house in
      let (bank, browser, phone) = (try await TestSigner(in: house), TestBrowser(house), try TestPhone(house))
      let answer = try await bank.push(TestBrowser.parameters(client: TestSigner.id))
      #expect(answer.status == .created)
      #expect(answer.headers[.cacheControl] == "no-store")
      #expect(answer.json["expires_in"] == 60)
      let name = answer.json.text("request_uri")
      #expect(name.hasPrefix("urn:ietf:params:oauth:request_uri:"))
      let end = try await browser.logIn(with: phone, on: browser.page(browser.bring([("request_uri", name)])))
      #expect(end.location.hasPrefix("https://bank.example/cb?"))
      #expect(end.answered("code") != nil)
      #expect(end.answered("state") == "st-1" && end.answered("iss") == house.issuer.value)
    }
  }

  @Test func `what stands beside a pushed request is not used`() async throws {
    try await LoginHouse.run { house in
      let (bank, browser, phone) = (try await TestSigner(in: house), TestBrowser(house), try TestPhone(house))
      let name = try await bank.pushed()
      let page = try browser.page(
        try await browser.bring([("request_uri", name), ("state", "other"), ("redirect_uri", "https://evil.example/")]))
      #expect(try await browser.logIn(with: phone, on: page).answered("state") == "st-1")
    }
  }

  @Test
  func
    `a page may be loaded again before the login ended: fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds`()
    async throws
  {
    try await LoginHouse.run { house in
      let (bank, browser, phone) = (try await TestSigner(in: house), TestBrowser(house), try TestPhone(house))
      let name = try await bank.pushed()
      _ = try browser.page(try await browser.bring([("request_uri", name)]))
      let page = try browser.page(try await browser.bring([("request_uri", name)]))
      #expect(try await browser.logIn(with: phone, on: page).answered("code") != nil)
    }
  }

  @Test
  func `an answered request is used up: fapi2-security-profile-final-par-attempt-reuse-request_uri`() async throws {
    try await LoginHouse.run { house in
      let (bank, browser, phone) = (try await TestSigner(in: house), TestBrowser(house), try TestPhone(house))
      let name = try await bank.pushed()
      let page = try browser.page(try await browser.bring([("request_uri", name)]))
      #expect(try await browser.logIn(with: phone, on: page).answered("code") != nil)
      let again = try await browser.bring([("request_uri", name)])
      #expect(again.status == .badRequest && again.headers[.location] == nil)
      let told = try await browser.bring(
        [("request_uri", name), ("redirect_uri", "https://bank.example/cb"), ("state", "mine")])
      #expect(told.answered("error") == "invalid_request_uri" && told.answered("state") == "mine")
    }
  }

  @Test func `of two logins that one pushed request began, one gets the code`() async throws {
    try await LoginHouse.run { house in
      let (bank, first, second) = (try await TestSigner(in: house), TestBrowser(house), TestBrowser(house))
      let name = try await bank.pushed()
      let pages = (
        try first.page(try await first.bring([("request_uri", name)])),
        try second.page(try await second.bring([("request_uri", name)]))
      )
      #expect(try await first.logIn(with: TestPhone(house), on: pages.0).answered("code") != nil)
      let late = try await second.logIn(with: TestPhone(house), on: pages.1)
      #expect(late.answered("code") == nil && late.answered("error") == "invalid_request_uri")
      #expect(try await second.state(of: pages.1) == "cancelled")
    }
  }

  @Test func `a session answers a pushed request silently, once`() async throws {
    try await LoginHouse.run { house in
      let (bank, browser, phone) = (try await TestSigner(in: house), TestBrowser(house), try TestPhone(house))
      let page = try browser.page(try await browser.bring([("request_uri", try await bank.pushed())]))
      _ = try await browser.logIn(with: phone, on: page)
      let name = try await bank.pushed(["prompt": "none"])
      #expect(try await browser.bring([("request_uri", name)]).answered("code") != nil)
      #expect(try await browser.bring([("request_uri", name)]).status == .badRequest)
    }
  }

  @Test
  func `a pushed request expires: fapi2-security-profile-final-par-attempt-to-use-expired-request_uri`() async throws {
    try await LoginHouse.run { house in
      let (bank, browser) = (try await TestSigner(in: house), TestBrowser(house))
      let name = try await bank.pushed()
      house.clock.advance(by: 59)
      _ = try browser.page(try await browser.bring([("request_uri", name)]))
      house.clock.advance(by: 1)
      #expect(try await browser.bring([("request_uri", name)]).status == .badRequest)
    }
  }

  @Test
  func
    `a pushed request is its client's alone: fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client`()
    async throws
  {
    try await LoginHouse.run { house in
      let (bank, browser) = (try await TestSigner(in: house), TestBrowser(house))
      let name = try await bank.pushed()
      #expect(try await browser.bring([("request_uri", name)], client: "portal").status == .badRequest)
      let guess = "urn:ietf:params:oauth:request_uri:" + Base64URL.encode(Random.bytes(32))
      #expect(try await browser.bring([("request_uri", guess)]).status == .badRequest)
    }
  }

  @Test
  func
    `request_uri cannot be pushed: fapi2-security-profile-final-par-authorization-request-containing-request_uri and fapi2-security-profile-final-par-authorization-request-containing-request_uri-form-param`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house)
      for reference in [try await bank.pushed(), "https://bank.example/request"] {
        let form = TestBrowser.parameters(client: TestSigner.id) + [("request_uri", reference)]
        #expect(try await bank.push(form).refusal == "invalid_request")
      }
      let inside = try bank.object(["request_uri": "https://bank.example/request"])
      #expect(try await bank.push([("request", inside)]).refusal == "invalid_request_object")
    }
  }

  @Test func `only POST pushes: fapi2-security-profile-final-par-attempt-invalid-http-method`() async throws {
    try await LoginHouse.run { house in
      for method in [HTTPRequest.Method.get, .put, .delete] {
        let answer = try await house.http.execute(uri: "/par", method: method)
        #expect(answer.status == .methodNotAllowed && answer.headers[.allow] == "POST, OPTIONS")
      }
    }
  }

  @Test(
    arguments: [
      (["code_challenge": nil], "invalid_request"), (["code_challenge_method": "plain"], "invalid_request"),
      (["redirect_uri": nil], "invalid_request"), (["redirect_uri": "https://bank.example/other"], "invalid_request"),
      (["response_type": "token"], "unsupported_response_type"),
      (["response_type": "code id_token"], "unsupported_response_type"), (["scope": nil], "invalid_scope"),
      (["response_mode": "fragment"], "invalid_request"), (["resource": "https://other.example"], "invalid_target"),
      (
        ["claims": #"{"id_token":{"acr":{"essential":true,"values":["urn:other"]}}}"#],
        "unmet_authentication_requirements"
      ),
    ] as [([String: String?], String)])
  func
    `what /authorize refuses is refused when it is pushed: fapi2-security-profile-final-par-ensure-pkce-required, fapi2-security-profile-final-par-plain-pkce-rejected, fapi2-security-profile-final-ensure-registered-redirect-uri, fapi2-security-profile-final-ensure-redirect-uri-in-authorization-request, fapi2-security-profile-final-ensure-response-type-token-fails, fapi2-security-profile-final-ensure-response-type-code-idtoken-fails, fapi2-security-profile-final-test-essential-acr-sca-claim`(
      changes: [String: String?], error: String
    ) async throws
  {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house)
      let answer = try await bank.push(TestBrowser.parameters(changes, client: TestSigner.id))
      #expect(answer.status == .badRequest)
      #expect(answer.refusal == error)
    }
  }

  @Test
  func
    `who pushes proves who it is: fapi2-security-profile-final-ensure-signed-client-assertion-with-RS256-fails, fapi2-security-profile-final-par-test-array-as-audience-fails, fapi2-security-profile-final-par-test-par-endpoint-url-as-audience-fails, fapi2-security-profile-final-par-test-token-endpoint-url-as-audience-fails`()
    async throws
  {
    try await LoginHouse.run { house in
      let rsa = try SigningKey.generate(.rs256)
      let keys = JWKSet(keys: [JWK(rsa.verificationKey, keyID: "k1")]).json
      let form = TestBrowser.parameters(client: TestSigner.id)
      let bank = try await TestSigner(in: house)
      let wrong: [[(String, String)]] = [
        [], try bank.proof(by: .generate(.es256)), try bank.proof(["aud": [.string(house.issuer.value)]]),
        try bank.proof(["aud": .string(house.issuer.url("/par"))]),
        try bank.proof(["aud": .string(house.issuer.url("/token"))]), try bank.proof(["exp": .date(house.now - 300)]),
        try bank.proof(["sub": nil]),
      ]
      for proof in wrong {
        let answer = try await bank.push(form, proof: proof)
        #expect(answer.status == .unauthorized && answer.refusal == "invalid_client")
      }
      let once = try bank.proof()
      #expect(try await bank.push(form, proof: once).status == .created)
      #expect(try await bank.push(form, proof: once).refusal == "invalid_client")
      let banned = try await TestSigner(in: house, key: rsa, ["jwks": keys])
      #expect(try await banned.push(form).refusal == "invalid_client")
      let plain = try await TestSigner(in: house, profile: nil, key: rsa, ["jwks": keys])
      #expect(try await plain.push(form).status == .created)
    }
  }

  @Test
  func
    `a client of the profile pushes or is refused: fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails`()
    async throws
  {
    try await LoginHouse.run { house in
      let (bank, browser) = (try await TestSigner(in: house), TestBrowser(house))
      let plain = try await browser.authorize(client: TestSigner.id)
      #expect(plain.answered("error") == "invalid_request" && plain.answered("state") == "st-1")
      let signed = try await browser.bring([("request", try bank.object())])
      #expect(signed.status == .badRequest && signed.headers[.location] == nil)
      _ = try await TestSigner(in: house, profile: nil, ["require_pushed_authorization_requests": true])
      #expect(try await browser.authorize(client: TestSigner.id).answered("error") == "invalid_request")
    }
  }

  @Test func `a server may require it of everybody`() async throws {
    try await LoginHouse.run(requests: RequestPolicy(requiresPushed: true)) { house in
      #expect(try await TestBrowser(house).authorize().answered("error") == "invalid_request")
      let bank = try await TestSigner(in: house, profile: nil)
      let name = try await bank.pushed()
      _ = try TestBrowser(house).page(try await TestBrowser(house).bring([("request_uri", name)]))
    }
  }

  @Test func `waiting requests of one client are bounded`() async throws {
    try await LoginHouse.run(requests: RequestPolicy(pushedPerClient: 2)) { house in
      let bank = try await TestSigner(in: house)
      for _ in 0..<2 { _ = try await bank.pushed() }
      let third = try await bank.push(TestBrowser.parameters(client: TestSigner.id))
      #expect(third.status == .tooManyRequests && third.headers[.retryAfter] == "60")
      house.clock.advance(by: 60)
      _ = try await bank.pushed()
    }
  }

  @Test
  func
    `state and nonce are free, and echoed whole: fapi2-security-profile-final-ensure-authorization-request-without-state-success, fapi2-security-profile-final-ensure-authorization-request-without-nonce-success, fapi2-security-profile-final-ensure-authorization-request-with-64-char-nonce-success, fapi2-security-profile-final-ensure-authorization-request-with-long-nonce, fapi2-security-profile-final-ensure-authorization-request-with-long-state, fapi2-security-profile-final-ensure-other-scope-order-succeeds`()
    async throws
  {
    try await LoginHouse.run { house in
      let (bank, phone) = (try await TestSigner(in: house), try TestPhone(house))
      let long = String(repeating: "0123456789abcdef", count: 24)
      let changes: [[String: String?]] = [
        ["state": nil], ["nonce": nil], ["nonce": String(long.prefix(64))], ["nonce": long], ["state": long],
        ["scope": "licence openid"],
      ]
      for change in changes {
        let browser = TestBrowser(house)
        let page = try browser.page(try await browser.bring([("request_uri", try await bank.pushed(change))]))
        let end = try await browser.logIn(with: phone, on: page)
        #expect(end.answered("code") != nil)
        #expect(end.answered("state") == change["state", default: "st-1"])
      }
      let answer = try await bank.push(
        TestBrowser.parameters(["state": String(repeating: long, count: 6)], client: TestSigner.id))
      #expect(answer.refusal == "invalid_request")
    }
  }

  @Test
  func `who refuses is told to the client: fapi2-security-profile-final-user-rejects-authentication`() async throws {
    try await LoginHouse.run { house in
      let (bank, browser) = (try await TestSigner(in: house), TestBrowser(house))
      let page = try browser.page(try await browser.bring([("request_uri", try await bank.pushed())]))
      let back = try await browser.post(page + "/cancel")
      #expect(back.answered("error") == "access_denied" && back.answered("state") == "st-1")
    }
  }
}
