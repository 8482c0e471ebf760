import ELicence
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import TestSupport
import Testing

@Suite struct ExplainTests {
  @Test func `an address that is not registered is told beside those that are`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let answer = try await browser.authorize([
        "redirect_uri": "https://portal.example/cb/?token=hush-hush", "state": "private-state",
      ])
      #expect(answer.status == .badRequest)
      let told = try #require(house.refusals.last)
      #expect(answer.text.contains(told.requestID))
      #expect(told.client == "portal" && told.route == "/authorize")
      let note = try #require(told.notes.first)
      #expect(note.check == "redirect_uri")
      #expect(note.expected?.contains("https://portal.example/cb") == true)
      #expect(note.received == "https://portal.example/cb/?…")
      #expect(!house.refusals.tells("hush-hush") && !house.refusals.tells("private-state"))
    }
  }

  @Test func `a refusal that is answered by a redirect is told too`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let answer = try await browser.authorize(["prompt": "none"])
      #expect(answer.status == .seeOther)
      let told = try #require(house.refusals.last)
      #expect(told.error == "login_required" && told.client == "portal")
      #expect(answer.headers[.init("X-Request-Id")!] == told.requestID)
    }
  }

  @Test func `an assertion's audience, key and times are told`() async throws {
    try await Provider.run { provider, client in
      let assertions = Assertions(provider)
      func told(_ changes: JSONObject, keyID: String = "k1") async throws -> RefusalNote {
        let form = try assertions.form(assertions.claims(changes), keyID: keyID)
        let answer = try await client.post("/token", [("grant_type", "client_credentials")] + form)
        #expect(answer.refusal == "invalid_client")
        let told = try #require(provider.refusals.last)
        #expect(told.requestID == answer.json.text("error_id"))
        #expect(told.client == "signer")
        return try #require(told.notes.first)
      }
      let audience = try await told(["aud": "https://login.example/token"])
      #expect(audience.check == "client_assertion.aud")
      #expect(audience.expected == "https://login.example" && audience.received == "https://login.example/token")

      let behind = try await told([
        "iat": .date(provider.now - 300), "exp": .date(provider.now - 240),
      ])
      #expect(behind.check == "client_assertion.exp" && behind.skew == -300)

      let ahead = try await told(["iat": .date(provider.now + 90), "exp": .date(provider.now + 150)])
      #expect(ahead.check == "client_assertion.iat" && ahead.skew == 90)

      // No number that somebody writes there ends more than the request.
      let beyond = try await told(["iat": .integer(.min), "exp": .date(provider.now - 240)])
      #expect(beyond.check == "client_assertion.exp" && beyond.skew == .min)
      #expect(provider.refusals.last?.lines.isEmpty == false)

      let key = try await told([:], keyID: "k2")
      #expect(key.check == "client_assertion.kid" && key.expected == "k1" && key.received == "k2")

      let issuer = try await told(["iss": "somebody"])
      #expect(issuer.check == "client_assertion.iss" && issuer.received?.contains("somebody") == true)

      let far = try await told(["exp": .date(provider.now + 90_000)])
      #expect(far.check == "client_assertion.exp" && far.received == "\((provider.now + 90_000).seconds)")
    }
  }

  @Test func `a code's refusals are told without code or verifier`() async throws {
    try await Provider.run { provider, client in
      func told(_ form: [(String, String)], _ headers: HTTPFields = .basic("portal")) async throws -> RefusalNote {
        let answer = try await client.post("/token", form, headers)
        #expect(answer.refusal == "invalid_grant")
        #expect(provider.refusals.last?.requestID == answer.json.text("error_id"))
        for (name, value) in form where ["code", "code_verifier"].contains(name) {
          #expect(!provider.refusals.tells(value))
        }
        return try #require(provider.refusals.last?.notes.first)
      }
      let other = String(repeating: "w", count: 43)
      let wrong = try await provider.login()
      let verifier = try await told(wrong.form.map { $0.0 == "code_verifier" ? ($0.0, other) : $0 })
      #expect(verifier.check == "code_verifier" && verifier.received?.contains("43 characters") == true)

      let moved = try await provider.login()
      let address = try await told(
        moved.form.map { $0.0 == "redirect_uri" ? ($0.0, "https://portal.example/other?x=1") : $0 })
      #expect(address.check == "redirect_uri")
      #expect(address.expected == moved.redirectURI && address.received == "https://portal.example/other?…")

      let twice = try await provider.login()
      _ = try await client.redeem(twice)
      #expect(try await told(twice.form).received == "one that had been redeemed before")

      let late = try await provider.login()
      provider.clock.advance(by: 60)
      #expect(try await told(late.form).received?.hasPrefix("one that is too old") == true)
    }
  }

  @Test func `a token that userinfo refuses is told by its claims, not by itself`() async throws {
    try await Provider.run { provider, client in
      let token = try await client.redeem(try await provider.login()).text("access_token")
      provider.clock.advance(by: 400)
      #expect(try await client.get("/userinfo", .bearer(token)).refusal == "invalid_token")
      let expired = try #require(provider.refusals.last)
      #expect(expired.notes.first?.check == "access_token.exp")
      #expect(expired.notes.first?.skew == -400)
      let strange = try JWS.sign(
        ["iss": "https://other.example", "exp": .date(provider.now + 60)], type: "at+jwt", keyID: "unheard-of",
        with: provider.key)
      _ = try await client.get("/userinfo", .bearer(strange))
      #expect(provider.refusals.last?.notes.first?.received == "unheard-of")
      _ = try await client.get("/userinfo", .bearer("no-token-at-all"))
      #expect(provider.refusals.last?.notes.first?.received == "no JWT")
      for secret in [token, strange, "no-token-at-all"] {
        #expect(!provider.refusals.tells(secret))
        #expect(!provider.refusals.tells(String(secret.suffix(20))))
      }
    }
  }

  @Test(arguments: LicenceRejection.allCases)
  func `each cause for which a licence is refused is told`(rejection: LicenceRejection) async throws {
    try await LoginHouse.run { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let request = try await phone.fetch(
        phone.scan(page),
        [("wallet_metadata", #"{"transaction_data_types_supported":["urn:tongzhao:transaction:login:1"]}"#)])
      let refused = try await phone.answer(request, refusedFor: rejection)
      let told = try #require(house.refusals.last)
      #expect(told.error == String(describing: rejection) && told.client == "portal")
      #expect(told.notes.map(\.check) == ["presentation.\(rejection)"])
      #expect(refused.headers[.init("X-Request-Id")!] == told.requestID)
      // No fact of the licence, and no nonce.
      #expect(
        !house.refusals.tells(request["nonce"]?.string ?? "?") && !house.refusals.tells(TestLicence.company.uscc.value))
    }
  }

  @Test func `a good answer leaves nothing, and strangers' texts cannot steer a terminal`() async throws {
    try await Provider.run { provider, client in
      _ = try await client.redeem(try await provider.login())
      #expect(provider.refusals.entries.isEmpty)
      let note = RefusalNote("x", received: "\u{1B}[2J" + String(repeating: "长", count: 1000))
      #expect(note.received?.contains("\u{1B}") == false && note.received?.count == 301)
    }
  }
}
