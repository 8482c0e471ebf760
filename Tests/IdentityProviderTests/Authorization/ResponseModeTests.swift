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

/// How answers travel: by the query, by a form, signed or not. All of them, refusals too.
@Suite struct ResponseModeTests {
  /// What a page's form would post, and where.
  private func posted(_ page: TestResponse) throws -> (to: String, fields: [String: String]) {
    let form = try #require(page.postedForm)
    return (form.address, form.fields)
  }

  /// The claims of a signed answer.
  private func signed(_ token: String?, in house: LoginHouse) throws -> JSONObject {
    let jws = try UnverifiedJWS(compact: try #require(token))
    let key = try #require(jws.keyID.flatMap { house.keys.verificationKey($0) })
    let claims = try jws.verified(by: key, type: "JWT")
    #expect(claims["iss"] == .string(house.issuer.value) && claims["aud"] == .string(TestSigner.id))
    #expect(claims["exp"]?.date == house.now + 60)
    return claims
  }

  @Test func `a code travels in a form that goes to the registered site only`() async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.logIn(with: phone, ["response_mode": "form_post", "state": #"a"><b>&"#])
      #expect(page.status == .ok && page.headers[.location] == nil)
      #expect(page.headers[.cacheControl] == "no-store" && page.headers[.referrerPolicy] == "no-referrer")
      let policy = page.headers[.contentSecurityPolicy] ?? ""
      #expect(policy.contains("form-action https://portal.example/cb;") && policy.contains("default-src 'none'"))
      let (address, fields) = try posted(page)
      #expect(address == "https://portal.example/cb")
      #expect(fields["code"]?.utf8.count == 43 && fields["iss"] == house.issuer.value)
      #expect(fields["state"] == "a&quot;&gt;&lt;b&gt;&amp;", "nothing of it is markup")
      #expect(page.text.contains("<button"), "it works without a script")
      let silent = try await browser.authorize(["response_mode": "form_post", "prompt": "none"])
      #expect(try posted(silent).fields["code"] != nil)
    }
  }

  @Test(
    arguments: [
      ["response_type": nil], ["response_type": "token"], ["prompt": "none"], ["scope": "licence"],
      ["code_challenge": nil], ["request": "a.b.c"],
    ] as [[String: String?]])
  func `refusals travel in a form too: oidcc-response-type-missing, oidcc-prompt-none-not-logged-in`(
    changes: [String: String?]
  ) async throws {
    try await LoginHouse.run { house in
      let answer = try await TestBrowser(house).authorize(changes.merging(["response_mode": "form_post"]) { $1 })
      let (address, fields) = try posted(answer)
      #expect(answer.status == .ok && address == "https://portal.example/cb")
      #expect(fields["error"] != nil && fields["state"] == "st-1" && fields["iss"] == house.issuer.value)
    }
  }

  @Test func `who stops a login, and who comes back to one that is over, goes back in the mode that was asked`()
    async throws
  {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let page = try await browser.openOrder(["response_mode": "form_post"])
      for _ in 0..<2 {
        #expect(try posted(try await browser.post(page + "/cancel")).fields["error"] == "access_denied")
      }
    }
  }

  @Test(arguments: ["jwt", "query.jwt"])
  func `an answer is one signed token: fapi2-security-profile-final-happy-flow with JARM`(mode: String) async throws {
    try await LoginHouse.run { house in
      let (bank, browser, phone) = (try await TestSigner(in: house), TestBrowser(house), try TestPhone(house))
      let name = try await bank.pushed(["response_mode": mode])
      let page = try browser.page(try await browser.bring([("request_uri", name)]))
      let end = try await browser.logIn(with: phone, on: page)
      let claims = try signed(end.answered("response"), in: house)
      #expect(claims["code"]?.string?.utf8.count == 43 && claims["state"] == "st-1")
      for bare in ["code", "state", "iss"] { #expect(end.answered(bare) == nil) }
      let silent = try await browser.bring(
        [("request_uri", try await bank.pushed(["response_mode": mode, "prompt": "none"]))])
      #expect(try signed(silent.answered("response"), in: house)["code"] != nil)
    }
  }

  @Test func `a signed answer travels in a form, and refusals are signed`() async throws {
    try await LoginHouse.run { house in
      let (bank, browser) = (try await TestSigner(in: house), TestBrowser(house))
      for mode in ["form_post.jwt", "jwt"] {
        let name = try await bank.pushed(["response_mode": mode])
        let page = try browser.page(try await browser.bring([("request_uri", name)]))
        let back = try await browser.post(page + "/cancel")
        let token = mode == "jwt" ? back.answered("response") : try posted(back).fields["response"]
        let claims = try signed(token, in: house)
        #expect(claims["error"] == "access_denied" && claims["state"] == "st-1")
      }
      let silent = try await browser.bring(
        [("request_uri", try await bank.pushed(["response_mode": "jwt", "prompt": "none"]))])
      #expect(try signed(silent.answered("response"), in: house)["error"] == "login_required")
    }
  }

  @Test func `a signed answer is encrypted where that is registered`() async throws {
    try await LoginHouse.run { house in
      let secret = KeyAgreementPrivateKey()
      let key = try SigningKey.generate(.es256)
      let keys = JWKSet(keys: [JWK(key.verificationKey, keyID: "k1")]).json["keys"]?.array ?? []
      let bank = try await TestSigner(
        in: house, key: key,
        [
          "authorization_encrypted_response_alg": "ECDH-ES", "authorization_encrypted_response_enc": "A256GCM",
          "jwks": ["keys": .array(keys + [secret.publicJWK(keyID: "enc-1")])],
        ])
      let browser = TestBrowser(house)
      let name = try await bank.pushed(["response_mode": "jwt", "prompt": "none"])
      let token = try #require(try await browser.bring([("request_uri", name)]).answered("response"))
      let (header, plain) = try JWE.decrypt(token, with: secret, allowed: [.a256GCM])
      #expect(header["cty"] == "JWT")
      let claims = try signed(String(decoding: plain, as: UTF8.self), in: house)
      #expect(claims["error"] == "login_required")
    }
  }

  @Test(arguments: ["fragment", "fragment.jwt", "web_message", "QUERY"])
  func `a mode that is not offered is refused by the usual one`(mode: String) async throws {
    try await LoginHouse.run { house in
      let answer = try await TestBrowser(house).authorize(["response_mode": mode])
      #expect(answer.answered("error") == "invalid_request" && answer.answered("state") == "st-1")
    }
  }
}
