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

/// Request objects, by value and by reference (RFC 9101).
@Suite struct SignedRequestTests {
  @Test(arguments: SignatureAlgorithm.registered)
  func `a signed request logs in, whatever the key: oidcc-ensure-request-object-with-redirect-uri`(
    algorithm: SignatureAlgorithm
  ) async throws {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house, profile: nil, key: .generate(algorithm))
      for type in ["oauth-authz-req+jwt", "JWT", nil] {
        let (browser, phone) = (TestBrowser(house), try TestPhone(house))
        let outside = [("request", try bank.object(type: type)), ("redirect_uri", "https://evil.example/")]
        let end = try await browser.logIn(with: phone, on: browser.page(browser.bring(outside)))
        #expect(end.location.hasPrefix("https://bank.example/cb?"))
        #expect(end.answered("code") != nil && end.answered("state") == "st-1")
      }
    }
  }

  @Test
  func
    `the values inside count and those outside do not: fapi2-security-profile-final-ensure-different-nonce-inside-and-outside-request-object, fapi2-security-profile-final-ensure-different-state-inside-and-outside-request-object, fapi2-security-profile-final-state-only-outside-request-object-not-used`()
    async throws
  {
    try await LoginHouse.run { house in
      let (bank, phone) = (try await TestSigner(in: house, profile: nil), try TestPhone(house))
      let browser = TestBrowser(house)
      let both = [("request", try bank.object()), ("state", "outside"), ("nonce", "outside"), ("prompt", "none")]
      let end = try await browser.logIn(with: phone, on: browser.page(browser.bring(both)))
      #expect(end.answered("state") == "st-1")
      let code = try #require(end.answered("code").flatMap { BearerSecret<AuthorizationCodeSecret>(presented: $0) })
      let client = try #require(ClientID(TestSigner.id))
      #expect(try await house.grants.redeemable(code.digest, by: client, at: house.now)?.nonce == "n-1")
      let only = [("request", try bank.object(["state": nil, "prompt": "login"])), ("state", "outside")]
      let other = try await browser.logIn(with: phone, on: browser.page(browser.bring(only)))
      #expect(other.answered("code") != nil && other.answered("state") == nil)
      let pushed = try await bank.push([("request", try bank.object(["state": nil])), ("state", "outside")])
      let third = TestBrowser(house)
      let page = try third.page(try await third.bring([("request_uri", pushed.json.text("request_uri"))]))
      #expect(try await third.logIn(with: phone, on: page).answered("state") == nil)
    }
  }

  @Test func `numbers, objects and lists in a request object are read as what they are`() async throws {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(
        in: house, profile: nil, ["tongzhao_audiences": ["https://a.example", "https://b.example"]])
      let request = try bank.object([
        "max_age": 300, "claims": ["userinfo": ["name": ["essential": true]]],
        "resource": ["https://a.example", "https://b.example"], "unknown": true,
      ])
      let browser = TestBrowser(house)
      _ = try browser.page(try await browser.bring([("request", request)]))
      let wrong = try await browser.bring([("request", try bank.object(["max_age": -1]))])
      #expect(wrong.answered("error") == "invalid_request" && wrong.answered("state") == "st-1")
    }
  }

  /// Each way in which a request object of a client of FAPI 2.0 can be wrong.
  static let wrong: [(String, @Sendable (TestSigner) throws -> String)] = [
    ("without exp: fapi2 ensure-request-object-without-exp-fails", { try $0.object(["exp": nil]) }),
    ("without nbf", { try $0.object(["nbf": nil]) }),
    ("expired", { try $0.object(["exp": .date($0.house.now - 60), "nbf": .date($0.house.now - 120)]) }),
    ("exp over an hour after nbf", { try $0.object(["exp": .date($0.house.now + 3_601)]) }),
    (
      "nbf over an hour ago",
      { try $0.object(["nbf": .date($0.house.now - 3_700), "exp": .date($0.house.now - 100)]) }
    ),
    ("nbf a minute ahead", { try $0.object(["nbf": .date($0.house.now + 60)]) }),
    ("another audience", { try $0.object(["aud": "https://other.example"]) }),
    ("the endpoint as audience", { try $0.object(["aud": .string($0.house.issuer.url("/par"))]) }),
    ("without audience", { try $0.object(["aud": nil]) }),
    ("another issuer", { try $0.object(["iss": "portal"]) }),
    ("without issuer", { try $0.object(["iss": nil]) }),
    ("another client inside", { try $0.object(["client_id": "portal"]) }),
    ("another key", { try $0.object(by: .generate(.es256)) }),
    ("an unknown key", { try $0.object(keyID: "k2") }),
    ("RS256", { try $0.object(by: .generate(.rs256)) }),
    ("another algorithm than the key's", { try $0.object(by: .generate(.edDSA)) }),
    ("another type", { try $0.object(type: "at+jwt") }),
    ("a client assertion", { try $0.object(["sub": .string(TestSigner.id)]) }),
    ("a request within", { try $0.object(["request": "a.b.c"]) }),
    ("a broken signature", { try String($0.object().dropLast(4)) + "AAAA" }),
    (
      "none",
      { bank in
        Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "."
          + Base64URL.encode(bank.claims().serialized()) + "."
      }
    ),
    ("no token", { _ in "nonsense" }), ("encrypted", { _ in "a.b.c.d.e" }),
  ]

  @Test(arguments: wrong.indices)
  func
    `a request object that is wrong in one thing is refused: fapi2-security-profile-final-ensure-request-object-without-exp-fails, fapi2-security-profile-final-ensure-request-object-without-nbf-fails, fapi2-security-profile-final-ensure-expired-request-object-fails, fapi2-security-profile-final-ensure-request-object-with-bad-aud-fails, fapi2-security-profile-final-ensure-request-object-with-exp-over-60-fails, fapi2-security-profile-final-ensure-request-object-with-nbf-over-60-fails, fapi2-security-profile-final-ensure-request-object-signature-algorithm-is-not-none, fapi2-security-profile-final-ensure-request-object-with-invalid-signature-fails, fapi2-security-profile-final-ensure-matching-key-in-authorization-request, fapi2-security-profile-final-ensure-signed-request-object-with-RS256-fails`(
      index: Int
    ) async throws
  {
    let (name, make) = Self.wrong[index]
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house)
      let answer = try await bank.push([("request", try make(bank))])
      #expect(answer.status == .badRequest, "\(name)")
      #expect(answer.refusal == "invalid_request_object", "\(name)")
    }
  }

  @Test
  func
    `a request object that is right at the edge is taken: fapi2-security-profile-final-ensure-request-object-with-multiple-aud-succeeds, fapi2-security-profile-final-ensure-request-object-with-nbf-8-seconds-in-the-future-is-accepted`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house)
      let right: [JSONObject] = [
        ["aud": ["https://other.example", .string(house.issuer.value)]],
        ["nbf": .date(house.now + 8), "exp": .date(house.now + 308)],
        ["nbf": .date(house.now - 3_500), "exp": .date(house.now + 60)], ["client_id": nil],
      ]
      for changes in right {
        #expect(try await bank.push([("request", try bank.object(changes))]).status == .created)
      }
      #expect(try await bank.push([("request", try bank.object(keyID: nil))]).status == .created)
    }
  }

  @Test
  func
    `the address inside is obligatory: fapi2-security-profile-final-ensure-request-object-without-redirect-uri-fails`()
    async throws
  {
    try await LoginHouse.run { house in
      let (bank, address) = (try await TestSigner(in: house), ("redirect_uri", "https://bank.example/cb"))
      let answer = try await bank.push([("request", try bank.object(["redirect_uri": nil])), address])
      #expect(answer.refusal == "invalid_request")
    }
  }

  @Test
  func `who must sign is refused unsigned: fapi2-security-profile-final-ensure-unsigned-request-at-par-endpoint-fails`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house, ["require_signed_request_object": true])
      #expect(try await bank.push(TestBrowser.parameters(client: TestSigner.id)).refusal == "invalid_request")
      #expect(try await bank.push([("request", try bank.object())]).status == .created)
      let plain = try await TestSigner(in: house, profile: nil, ["require_signed_request_object": true])
      let browser = TestBrowser(house)
      #expect(try await browser.authorize(client: TestSigner.id).answered("error") == "invalid_request")
      _ = try browser.page(try await browser.bring([("request", try plain.object())]))
    }
  }

  @Test func `a registered algorithm excludes all others`() async throws {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house, profile: nil, ["request_object_signing_alg": "EdDSA"])
      #expect(try await bank.push([("request", try bank.object())]).refusal == "invalid_request_object")
    }
  }

  @Test
  func
    `an unsigned object is refused by name, not ignored: oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house, profile: nil)
      let unsigned =
        Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + Base64URL.encode(bank.claims().serialized()) + "."
      let beside = [("redirect_uri", "https://bank.example/cb"), ("state", "mine")]
      let told = try await TestBrowser(house).bring([("request", unsigned)] + beside)
      #expect(told.answered("error") == "request_not_supported" && told.answered("state") == "mine")
      #expect(told.answered("iss") == house.issuer.value)
      #expect(try await TestBrowser(house).bring([("request", unsigned)]).status == .badRequest)
    }
  }

  @Test func `a refusal says why to the operator`() async throws {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(in: house, profile: nil)
      let answer = try await TestBrowser(house).bring([("request", try bank.object(["aud": "https://other.example"]))])
      #expect(answer.status == .badRequest)
      let told = house.refusals.last?.notes.map(\.check) ?? []
      #expect(told.contains("request.aud"))
    }
  }
}
