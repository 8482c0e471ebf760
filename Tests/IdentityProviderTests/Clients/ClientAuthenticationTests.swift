import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import Testing

@testable import IdentityProvider

@Suite struct ClientAuthenticationTests {
  private static let form = [("grant_type", "client_credentials")]

  /// Asks for a token of the client `signer` with these extra parameters.
  private static func ask(_ http: any TestClientProtocol, _ more: [(String, String)]) async throws -> TestResponse {
    try await http.post("/token", form + more)
  }

  @Test func `a secret opens, and another one does not`() async throws {
    try await Provider.run { _, http in
      #expect(try await http.post("/token", Self.form, .basic("portal")).status == .ok)
      let refused = try await http.post("/token", Self.form, .basic("portal", "wrong"))
      #expect(refused.status == .unauthorized)
      #expect(refused.refusal == "invalid_client")
      #expect(refused.headers[.wwwAuthenticate]?.hasPrefix("Basic ") == true)
    }
  }

  @Test func `an unknown client and a wrong secret read alike`() async throws {
    try await Provider.run { _, http in
      let unknown = try await http.post("/token", Self.form, .basic("nobody", "wrong")).json
      let wrong = try await http.post("/token", Self.form, .basic("portal", "wrong")).json
      #expect(unknown["error_description"] == wrong["error_description"])
    }
  }

  @Test func `identifier and secret in the header are form-encoded`() async throws {
    try await Provider.run { provider, http in
      let odd = "a:b c%+ü-\(TestClients.secret)"
      let ascii = odd.replacing("ü", with: "u")
      try await provider.save(
        try TestClients.client(
          "https://odd.example/client",
          [
            "grant_types": ["client_credentials"], "redirect_uris": [], "tongzhao_sector": "odd.example",
            "post_logout_redirect_uris": [],
          ]), secret: ascii)
      let encoded = HTTPFields.basic("https://odd.example/client", ascii)
      #expect(try await http.post("/token", Self.form, encoded).status == .ok)
      let plus = Percent.encode("https://odd.example/client") + ":" + Percent.encode(ascii).replacing("%20", with: "+")
      let header: HTTPFields = [.authorization: "Basic " + Base64.encode(Array(plus.utf8))]
      #expect(try await http.post("/token", Self.form, header).status == .ok)
    }
  }

  @Test(arguments: [
    "Basic", "Basic !!!", "Basic " + Base64.encode(Array("nocolon".utf8)),
    "Basic " + Base64.encode(Array("portal:%zz".utf8)), "Bearer abc", "Digest x",
  ])
  func `a header that cannot be read is refused`(value: String) async throws {
    try await Provider.run { _, http in
      let refused = try await http.post("/token", Self.form, [.authorization: value])
      #expect([.unauthorized, .badRequest].contains(refused.status))
      #expect(["invalid_client", "invalid_request"].contains(refused.refusal))
    }
  }

  @Test func `a secret in the form is refused, with the way to send it`() async throws {
    try await Provider.run { _, http in
      let refused = try await Self.ask(http, [("client_id", "portal"), ("client_secret", TestClients.secret)])
      #expect(refused.refusal == "invalid_client")
      #expect(refused.json.text("error_description").contains("Authorization header"))
    }
  }

  @Test func `a client registered for it sends its secret in the form (oidcc-server-client-secret-post)`() async throws
  {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["token_endpoint_auth_method": "client_secret_post"]))
      let good = [("client_id", "portal"), ("client_secret", TestClients.secret)]
      #expect(try await Self.ask(http, good).status == .ok)
      let login = try await provider.login()
      #expect(try await http.post("/token", login.form + good).status == .ok)
      for path in ["/introspect", "/revoke"] {
        #expect(try await http.post(path, [("token", "x")] + good).status == .ok)
      }
      let wrong = [("client_id", "portal"), ("client_secret", "wrong")]
      #expect(try await Self.ask(http, wrong).refusal == "invalid_client")
      #expect(try await Self.ask(http, [("client_secret", TestClients.secret)]).refusal == "invalid_client")
      // One method: not the other one, nor both at once.
      #expect(try await http.post("/token", Self.form, .basic("portal")).refusal == "invalid_client")
      #expect(try await http.post("/token", Self.form + good, .basic("portal")).refusal == "invalid_client")
      #expect(try await Self.ask(http, good + [("client_secret", "x")]).refusal == "invalid_request")
    }
  }

  @Test func `nothing at all is refused`() async throws {
    try await Provider.run { _, http in
      let refused = try await Self.ask(http, [])
      #expect(refused.refusal == "invalid_client")
    }
  }

  @Test func `a client cannot choose a weaker method than its own`() async throws {
    try await Provider.run { provider, http in
      // Without credentials.
      #expect(try await Self.ask(http, [("client_id", "portal")]).refusal == "invalid_client")
      #expect(try await Self.ask(http, [("client_id", "signer")]).refusal == "invalid_client")
      // With a secret where a key is registered, and the other way round.
      try await provider.save(try TestClients.signer(provider.key), secret: "guessed")
      #expect(try await http.post("/token", Self.form, .basic("signer", "guessed")).refusal == "invalid_client")
      let claims = Assertions(provider).claims(["iss": "portal", "sub": "portal"])
      #expect(try await Self.ask(http, try Assertions(provider).form(claims)).refusal == "invalid_client")
      // A public client has nothing to prove, and pretending is refused too.
      #expect(try await http.post("/token", Self.form, .basic("app")).refusal == "invalid_client")
    }
  }

  @Test func `two methods at once are refused`() async throws {
    try await Provider.run { provider, http in
      let form = Self.form + (try Assertions(provider).form())
      #expect(try await http.post("/token", form, .basic("signer")).refusal == "invalid_client")
    }
  }

  @Test func `client_id beside the credentials must be the same one`() async throws {
    try await Provider.run { provider, http in
      let same = try await http.post("/token", Self.form + [("client_id", "portal")], .basic("portal"))
      #expect(same.status == .ok)
      let other = try await http.post("/token", Self.form + [("client_id", "app")], .basic("portal"))
      #expect(other.refusal == "invalid_client")
      let mixed = (try Assertions(provider).form()) + [("client_id", "portal")]
      #expect(try await Self.ask(http, mixed).refusal == "invalid_client")
    }
  }

  @Test(arguments: [nil, "JWT", "client-authentication+jwt"])
  func `an assertion opens once`(type: String?) async throws {
    try await Provider.run { provider, http in
      let form = try Assertions(provider).form(type: type)
      #expect(try await Self.ask(http, form).status == .ok)
      let replayed = try await Self.ask(http, form)
      #expect(replayed.refusal == "invalid_client")
      #expect(replayed.json.text("error_description").contains("jti"))
    }
  }

  @Test func `of fifty parallel uses of one assertion one opens`() async throws {
    try await Provider.run { provider, http in
      let form = try Assertions(provider).form()
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<50 { group.addTask { try await Self.ask(http, form).status.code } }
        return try await group.reduce(into: [Int: Int]()) { counts, status in counts[status, default: 0] += 1 }
      }
      #expect(statuses == [200: 1, 401: 49])
    }
  }

  @Test(
    arguments: [
      ["https://login.example"], "https://login.example/token", "https://login.example/", "https://other.example",
      ["https://login.example", "https://other.example"], 7, nil,
    ] as [JSON])
  func `the audience is the issuer as one string`(audience: JSON) async throws {
    try await Provider.run { provider, http in
      let claims = Assertions(provider).claims(["aud": audience])
      let answer = try await Self.ask(http, try Assertions(provider).form(claims))
      #expect(answer.refusal == "invalid_client")
    }
  }

  @Test func `the same holds at the other endpoints`() async throws {
    try await Provider.run { provider, http in
      for path in ["/introspect", "/revoke"] {
        let good = (try Assertions(provider).form()) + [("token", "x")]
        #expect(try await http.post(path, good).status == .ok)
        let claims = Assertions(provider).claims(["aud": .string(provider.issuer.url(path))])
        let bad = (try Assertions(provider).form(claims)) + [("token", "x")]
        #expect(try await http.post(path, bad).refusal == "invalid_client")
      }
    }
  }

  @Test func `an old client may name the token endpoint, by registration only and as one string`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(
        try TestClients.signer(provider.key, ["tongzhao_token_endpoint_audience_accepted": true]), secret: nil)
      let assertions = Assertions(provider)
      let old = assertions.claims(["aud": "https://login.example/token"])
      #expect(try await Self.ask(http, try assertions.form(old)).status == .ok)
      #expect(try await Self.ask(http, try assertions.form()).status == .ok)
      let list = assertions.claims(["aud": ["https://login.example/token"]])
      #expect(try await Self.ask(http, try assertions.form(list)).refusal == "invalid_client")
    }
  }

  @Test(arguments: [
    ("exp", -31), ("exp", 3631), ("nbf", 31), ("iat", 31),
  ])
  func `an assertion is for now`(claim: String, seconds: Int) async throws {
    try await Provider.run { provider, http in
      let claims = Assertions(provider).claims([claim: .date(provider.now + seconds)])
      let answer = try await Self.ask(http, try Assertions(provider).form(claims))
      #expect(answer.refusal == "invalid_client")
    }
  }

  @Test(arguments: [("exp", -29), ("exp", 3600), ("nbf", 8), ("iat", 10)])
  func `clocks may differ a little`(claim: String, seconds: Int) async throws {
    try await Provider.run { provider, http in
      let claims = Assertions(provider).claims([claim: .date(provider.now + seconds)])
      let answer = try await Self.ask(http, try Assertions(provider).form(claims))
      #expect(answer.status == .ok)
    }
  }

  /// Sends this assertion wherever clients prove themselves.
  private static func everywhere(
    _ provider: Provider, _ http: any TestClientProtocol, _ changes: JSONObject, removing removed: String? = nil
  ) async throws -> Set<Int> {
    var statuses: Set<Int> = []
    for path in ["/token", "/introspect", "/revoke"] {
      var claims = Assertions(provider).claims(changes)
      if let removed { claims[removed] = nil }
      let form = Self.form + [("token", "x")] + (try Assertions(provider).form(claims))
      statuses.insert(try await http.post(path, form).status.code)
    }
    return statuses
  }

  @Test
  func
    `a clock ahead by 8 s (fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted)`()
    async throws
  {
    try await Provider.run { provider, http in
      let statuses = try await Self.everywhere(provider, http, ["nbf": .date(provider.now + 8)])
      #expect(statuses == [200])
    }
  }

  @Test
  func
    `a clock ahead by a minute (fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails)`()
    async throws
  {
    try await Provider.run { provider, http in
      let statuses = try await Self.everywhere(provider, http, ["nbf": .date(provider.now + 61)])
      #expect(statuses == [401])
    }
  }

  @Test
  func `long past (fapi2-security-profile-final-ensure-client-assertion-with-exp-is-5-minutes-in-past-fails)`()
    async throws
  {
    try await Provider.run { provider, http in
      let changes: JSONObject = ["iat": .date(provider.now - 360), "exp": .date(provider.now - 300)]
      let statuses = try await Self.everywhere(provider, http, changes)
      #expect(statuses == [401])
      // The operator who asks is told how far that clock is off.
      #expect(provider.refusals.last?.notes.first?.skew == -360)
    }
  }

  @Test func `for another server (fapi2-security-profile-final-ensure-client-assertion-with-wrong-aud-fails)`()
    async throws
  {
    try await Provider.run { provider, http in
      let statuses = try await Self.everywhere(provider, http, ["aud": "https://other.example"])
      #expect(statuses == [401])
    }
  }

  @Test func `about nobody (fapi2-security-profile-final-ensure-client-assertion-with-no-sub-fails)`() async throws {
    try await Provider.run { provider, http in
      let statuses = try await Self.everywhere(provider, http, [:], removing: "sub")
      #expect(statuses == [401])
    }
  }

  @Test func `none at all (fapi2-security-profile-final-ensure-client-assertion-in-token-endpoint)`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login("signer", scope: "openid")
      for form in [login.form, login.form + [("client_id", "signer")]] {
        let answer = try await http.post("/token", form)
        #expect(answer.status == .unauthorized && answer.refusal == "invalid_client")
      }
    }
  }

  @Test func `the issuer as audience opens (oidcc-ensure-client-assertion-with-iss-aud-succeeds)`() async throws {
    try await Provider.run { provider, http in
      let statuses = try await Self.everywhere(provider, http, ["aud": .string(provider.issuer.value)])
      #expect(statuses == [200])
    }
  }

  @Test func `an assertion is signed by the registered algorithm`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(
        try TestClients.signer(provider.key, ["token_endpoint_auth_signing_alg": "EdDSA"]), secret: nil)
      let refused = try await Self.ask(http, try Assertions(provider).form())
      #expect(refused.refusal == "invalid_client")
      #expect(
        provider.refusals.last?.notes.first == RefusalNote("client_assertion.alg", expected: "EdDSA", received: "ES256")
      )
      try await provider.save(
        try TestClients.signer(provider.key, ["token_endpoint_auth_signing_alg": "ES256"]), secret: nil)
      provider.clock.advance(by: 1)
      #expect(try await Self.ask(http, try Assertions(provider).form()).status == .ok)
    }
  }

  @Test(arguments: ["iss", "sub", "aud", "exp", "jti"])
  func `an assertion without one of its claims is refused`(claim: String) async throws {
    try await Provider.run { provider, http in
      var claims = Assertions(provider).claims()
      claims[claim] = nil
      let answer = try await Self.ask(http, try Assertions(provider).form(claims))
      #expect(answer.refusal == "invalid_client")
    }
  }

  @Test func `an assertion is about the client, by the client`() async throws {
    try await Provider.run { provider, http in
      for changes in [["iss": "portal"], ["sub": "portal"], ["jti": ""]] as [JSONObject] {
        let claims = Assertions(provider).claims(changes)
        let answer = try await Self.ask(http, try Assertions(provider).form(claims))
        #expect(answer.refusal == "invalid_client")
      }
    }
  }

  @Test func `an assertion is signed by a key of the client`() async throws {
    try await Provider.run { provider, http in
      let assertions = Assertions(provider)
      let stranger = try SigningKey.generate(.es256)
      #expect(try await Self.ask(http, try assertions.form(key: stranger)).refusal == "invalid_client")
      #expect(try await Self.ask(http, try assertions.form(keyID: "k2")).refusal == "invalid_client")
      #expect(try await Self.ask(http, try assertions.form(type: "at+jwt")).refusal == "invalid_client")
      // The only key of its kind needs no name.
      #expect(try await Self.ask(http, try assertions.form(keyID: nil)).status == .ok)
      let unsigned = try assertions.form().map { name, value in
        (name, name == "client_assertion" ? value.split(separator: ".").prefix(2).joined(separator: ".") + "." : value)
      }
      #expect(try await Self.ask(http, unsigned).refusal == "invalid_client")
      let wrongType = try assertions.form().map { name, value in
        (name, name == "client_assertion_type" ? "urn:ietf:params:oauth:client-assertion-type:saml2-bearer" : value)
      }
      #expect(try await Self.ask(http, wrongType).refusal == "invalid_client")
    }
  }

  @Test(arguments: ["portal\n2027-01-15T08:00:00 error forged", "portal\tx", "办事大厅", "a b"])
  func `what cannot be the name of a client is not written to the log`(name: String) throws {
    let issuer = try #require(Issuer("https://login.example"))
    for refusal in ClientAuthenticationRefusal.allCases {
      let diagnosis = try #require(refusal.error(issuer: issuer, client: name).diagnosis)
      #expect(!diagnosis.contains(name) && diagnosis.utf8.allSatisfy { (0x20...0x7E).contains($0) })
      #expect(refusal.error(issuer: issuer, client: "portal").diagnosis?.contains("portal") == true)
    }
  }

  @Test func `a suspended client is nobody`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["tongzhao_suspended": true]))
      #expect(try await http.post("/token", Self.form, .basic("portal")).refusal == "invalid_client")
    }
  }
}
