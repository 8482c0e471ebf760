import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import LibCrypto
import NIOCore
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

/// Tokens and answers by SM2, for clients and departments that ask for it, and for nobody else.
@Suite struct SM2TokenTests {
  private static let sm2: JSON = .string(SignatureAlgorithm.sm2.rawValue)
  /// A portal that has everything signed by SM2.
  private static let national: JSONObject = [
    "id_token_signed_response_alg": sm2, "userinfo_signed_response_alg": sm2,
    "tongzhao_access_token_signed_response_alg": sm2, "authorization_signed_response_alg": sm2,
    "introspection_signed_response_alg": sm2,
  ]
  /// A department that reads SM2.
  private static let reader: JSONObject = ["tongzhao_audience_access_token_alg": sm2]

  private static func claims(_ token: String, _ type: String, _ provider: Provider) throws -> JSONObject {
    let unverified = try UnverifiedJWS(compact: token)
    #expect(unverified.header["alg"] == sm2)
    let key = try #require(unverified.keyID.flatMap { provider.keys.verificationKey($0) })
    return try unverified.verified(by: key, type: type)
  }

  private static func algorithm(_ token: String) throws -> SignatureAlgorithm? {
    try UnverifiedJWS(compact: token).algorithm
  }

  @Test func `a client that asks has everything signed by SM2, and at_hash by SM3`() async throws {
    try await Provider.run(signsBySM2: true) { provider, http in
      try await provider.save(try TestClients.portal(Self.national))
      try await provider.save(
        try TestClients.resource(Self.reader.merging(["introspection_signed_response_alg": Self.sm2])))
      let login = try await provider.login()
      let answer = try await http.redeem(login)
      let access = answer.text("access_token")
      _ = try Self.claims(access, "at+jwt", provider)
      let idToken = try Self.claims(answer.text("id_token"), "JWT", provider)
      #expect(idToken["at_hash"] == .string(Base64URL.encode(try SM3.hash(Array(access.utf8)).prefix(16))))
      let userInfo = try await http.get("/userinfo", .bearer(access)).text
      #expect(try Self.claims(userInfo, "JWT", provider)["sub"] == .string(Provider.enterprise.uscc.value))
      var asking = HTTPFields.basic("department")
      asking[.accept] = "application/token-introspection+jwt"
      let introspected = try await http.post("/introspect", [("token", access)], asking).text
      let told = try Self.claims(introspected, "token-introspection+jwt", provider)
      #expect(told["token_introspection"]?["active"] == true)
    }
  }

  @Test func `a logout token is signed as the ID tokens are`() async throws {
    try await Provider.run(signsBySM2: true) { provider, http in
      try await provider.save(
        try TestClients.portal(Self.national.merging(["backchannel_logout_uri": "https://portal.example/backchannel"])))
      let login = try await provider.login()
      let hint = try await http.redeem(login).text("id_token")
      _ = try await http.get(
        Percent.appendQuery(to: "/end-session", [("id_token_hint", hint)]),
        [.cookie: "__Host-tongzhao-session-443=\(login.cookie.revealed())"])
      let listeners = TestListeners()
      #expect(try await provider.worker(listeners).step())
      _ = try Self.claims(try #require(listeners.tokens.first), "logout+jwt", provider)
    }
  }

  @Test func `keys of SM2 are where nobody else looks, and discovery says what there are keys for`() async throws {
    let members = [
      "id_token_signing_alg_values_supported", "userinfo_signing_alg_values_supported",
      "introspection_signing_alg_values_supported", "token_endpoint_auth_signing_alg_values_supported",
      "dpop_signing_alg_values_supported",
    ]
    for signsBySM2 in [true, false] {
      try await Provider.run(signsBySM2: signsBySM2) { _, http in
        for path in ["/jwks", "/jwks/sm2"] {
          let keys = try await http.get(path).json["keys"]?.array ?? []
          #expect(keys.contains { $0["crv"] == "SM2" && $0["alg"] == Self.sm2 } == (signsBySM2 && path == "/jwks/sm2"))
          #expect(keys.contains { $0["crv"] == "P-256" } && keys.contains { $0["kty"] == "RSA" })
        }
        let document = try await http.get("/.well-known/openid-configuration").json
        #expect((document["tongzhao_sm2_jwks_uri"] == "https://login.example/jwks/sm2") == signsBySM2)
        for member in members { #expect(document[member]?.array?.contains(Self.sm2) == signsBySM2, "\(member)") }
        let resource = try await http.get("/.well-known/oauth-protected-resource").json
        #expect(resource["dpop_signing_alg_values_supported"]?.array?.contains(Self.sm2) == signsBySM2)
      }
    }
  }

  @Test(arguments: national.names) func `where no key signs by SM2 nobody registers for it`(member: String) async throws
  {
    let asked: JSONObject = ["redirect_uris": ["https://a.example/cb"], "client_name": "A", member: Self.sm2]
    // Introspection is no business of a client that registers itself, and is passed over.
    let isTaken = member != "introspection_signed_response_alg"
    for signsBySM2 in [true, false] {
      try await Provider.run(registration: RegistrationPolicy(access: .open), signsBySM2: signsBySM2) { _, http in
        let answer = try await http.execute(
          uri: "/register", method: .post, headers: [.contentType: "application/json"],
          body: .init(bytes: asked.serialized()))
        #expect(answer.status == (signsBySM2 || !isTaken ? .created : .badRequest), "\(member)")
        if signsBySM2, isTaken { #expect(answer.json[member] == Self.sm2) }
      }
    }
  }

  @Test func `a client that does not ask is given none`() async throws {
    try await Provider.run(signsBySM2: true) { provider, http in
      let answer = try await http.redeem(try await provider.login())
      #expect(try Self.algorithm(answer.text("access_token")) == .es256)
      #expect(try Self.algorithm(answer.text("id_token")) == .rs256)
    }
  }

  @Test func `a department that registered nothing never meets an access token by SM2`() async throws {
    try await Provider.run(signsBySM2: true) { provider, http in
      try await provider.save(try TestClients.portal(Self.national))
      let answer = try await http.redeem(try await provider.login())
      #expect(try Self.algorithm(answer.text("access_token")) == .es256)
      #expect(try Self.algorithm(answer.text("id_token")) == .sm2)
      let system = try await http.post("/token", [("grant_type", "client_credentials")], .basic("portal")).json
      #expect(try Self.algorithm(system.text("access_token")) == .es256)
    }
  }

  @Test func `a token that nobody but this server reads is signed as its client registered`() async throws {
    try await Provider.run(signsBySM2: true) { provider, http in
      try await provider.save(try TestClients.portal(Self.national.merging(["tongzhao_audiences": []])))
      let access = try await http.redeem(try await provider.login()).text("access_token")
      #expect(try Self.algorithm(access) == .sm2)
      #expect(try await http.get("/userinfo", .bearer(access)).status == .ok)
    }
  }

  @Test func `a department that registered SM2 has it from every portal, but only where all readers did`() async throws
  {
    try await Provider.run(signsBySM2: true) { provider, http in
      try await provider.save(try TestClients.resource(Self.reader))
      let token = try await http.redeem(try await provider.login()).text("access_token")
      #expect(try Self.algorithm(token) == .sm2)
      #expect(try await http.isActive(token) == true)
      // A second reader of the same audience that knows RFC 7518 only.
      try await provider.save(
        try TestClients.client(
          "archive",
          [
            "grant_types": ["client_credentials"], "redirect_uris": [], "post_logout_redirect_uris": [],
            "tongzhao_introspection_audiences": [.string(TestClients.department)],
          ]))
      provider.clock.advance(by: 2)
      #expect(try Self.algorithm(try await http.redeem(try await provider.login()).text("access_token")) == .es256)
    }
  }

  // MARK: What clients sign

  private static func signer(_ key: SigningKey, _ changes: JSONObject = [:]) throws -> Client {
    try TestClients.signer(key, changes)
  }

  private static let registered: JSONObject = ["token_endpoint_auth_signing_alg": sm2]

  @Test func `a client that registered SM2 proves itself by it, and one that did not does not`() async throws {
    let key = try SigningKey.generate(.sm2)
    try await Provider.run(signsBySM2: true) { provider, http in
      let assertions = Assertions(provider)
      let grant = [("grant_type", "client_credentials"), ("scope", "records.read")]
      for (changes, isTaken) in [(Self.registered, true), ([:], false)] as [(JSONObject, Bool)] {
        try await provider.save(try Self.signer(key, changes), secret: nil)
        provider.clock.advance(by: 2)
        let answer = try await http.post("/token", grant + (try assertions.form(key: key)))
        #expect(answer.status == (isTaken ? .ok : .unauthorized))
      }
      // Whoever registered SM2 proves itself by nothing else.
      try await provider.save(try Self.signer(provider.key, Self.registered), secret: nil)
      provider.clock.advance(by: 2)
      #expect(try await http.post("/token", grant + (try assertions.form())).status == .unauthorized)
    }
  }

  @Test(arguments: ["SM2", "GmSM2", "SM3WithSM2"])
  func `another name of the signature is taken from a client whose own key says it`(alias: String) async throws {
    let key = try SigningKey.generate(.sm2)
    @Sendable func jwks(_ name: String) -> JSON {
      .object(["keys": [.object(key.verificationKey.jwk.merging(["kid": "k1", "alg": .string(name)]))]])
    }
    try await Provider.run(signsBySM2: true) { provider, http in
      for (name, isTaken) in [(alias, true), (SignatureAlgorithm.sm2.rawValue, false)] {
        try await provider.save(
          try Self.signer(key, Self.registered.merging(["jwks": jwks(name)])), secret: nil)
        provider.clock.advance(by: 2)
        let assertion = try Forgery.token(
          Assertions(provider).claims(), header: ["alg": .string(alias), "kid": "k1"]
        ) { try key.signature(for: $0) }
        let answer = try await http.post("/token", Forgery.form(assertion))
        #expect(answer.status == (isTaken ? .ok : .unauthorized), "\(alias) where the key says \(name)")
      }
    }
  }

  @Test func `a DPoP proof by SM2 is taken from clients that registered it`() async throws {
    try await Provider.run(signsBySM2: true) { provider, http in
      let proof = try ProofMaker(provider, .sm2)
      for (changes, isTaken) in [(["tongzhao_dpop_signing_alg": Self.sm2], true), ([:], false)] as [(JSONObject, Bool)]
      {
        try await provider.save(try TestClients.portal(changes))
        provider.clock.advance(by: 2)
        let login = try await provider.login()
        let answer = try await http.post("/token", login.form, try proof.header([:], .basic("portal")))
        #expect(answer.status == (isTaken ? .ok : .badRequest))
        guard isTaken else { continue }
        let access = answer.json.text("access_token")
        #expect(answer.json["token_type"] == "DPoP")
        #expect(try await http.get("/userinfo", try proof.shown(access)).status == .ok)
        #expect(try await http.get("/userinfo", .bearer(access)).status == .unauthorized)
      }
    }
  }

  @Test func `a request object by SM2 is believed of a client that registered it`() async throws {
    try await LoginHouse.run { house in
      let key = try SigningKey.generate(.sm2)
      let changes: JSONObject = ["token_endpoint_auth_signing_alg": Self.sm2, "request_object_signing_alg": Self.sm2]
      let bank = try await TestSigner(in: house, profile: nil, key: key, changes)
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try browser.page(try await browser.bring([("request", try bank.object())]))
      #expect(try await browser.logIn(with: phone, on: page).answered("code") != nil)
      let other = try await TestSigner(in: house, profile: nil, key: key, ["token_endpoint_auth_signing_alg": Self.sm2])
      let refused = try await other.push([("request", try other.object())])
      #expect(refused.refusal == "invalid_request_object")
    }
  }

  // MARK: Confusion

  @Test func `neither HS256 with the SM2 key as secret nor another alg in the header passes`() async throws {
    try await Provider.run(signsBySM2: true) { provider, http in
      try await provider.save(try TestClients.portal(Self.national.merging(["tongzhao_audiences": []])))
      let access = try await http.redeem(try await provider.login()).text("access_token")
      let token = try UnverifiedJWS(compact: access)
      let claims = try Self.claims(access, "at+jwt", provider)
      let key = try #require(token.keyID.flatMap { provider.keys.verificationKey($0) })
      let secrets: [[UInt8]] = [
        key.publicKeyInfoDER, Array(PEM.text("PUBLIC KEY", key.publicKeyInfoDER).utf8),
        JSON.object(key.jwk).serialized(),
      ]
      for secret in secrets {
        let forged = try Forgery.token(claims, header: token.header.merging(["alg": "HS256"])) {
          Forgery.hs256($0, secret)
        }
        #expect(try await http.get("/userinfo", .bearer(forged)).status == .unauthorized)
      }
      let signature = access.split(separator: ".").last.flatMap { Base64URL.decode(String($0)) } ?? []
      for name in ["ES256", "RS256", "EdDSA", "SM2", "none"] {
        let forged = try Forgery.token(claims, header: token.header.merging(["alg": .string(name)])) { _ in signature }
        #expect(try await http.get("/userinfo", .bearer(forged)).status == .unauthorized, "\(name)")
      }
      // The same claims by a key of P-256 that calls itself SM2's.
      let p256 = try SigningKey.generate(.es256)
      let forged = try Forgery.token(claims, header: token.header) { try p256.signature(for: $0) }
      #expect(try await http.get("/userinfo", .bearer(forged)).status == .unauthorized)
    }
  }

  @Test func `a key of P-256 that is labelled SM2 proves nobody`() async throws {
    let key = try SigningKey.generate(.es256)
    let labelled = key.verificationKey.jwk.merging(["crv": "SM2", "kid": "k1", "alg": Self.sm2])
    try await Provider.run(signsBySM2: true) { provider, http in
      try await provider.save(
        try Self.signer(key, Self.registered.merging(["jwks": ["keys": [.object(labelled)]]])), secret: nil)
      let assertion = try Forgery.token(Assertions(provider).claims(), header: ["alg": Self.sm2, "kid": "k1"]) {
        try key.signature(for: $0)
      }
      #expect(try await http.post("/token", Forgery.form(assertion)).status == .unauthorized)
    }
  }
}

/// Tokens whose header says what it likes.
private enum Forgery {
  static func token(
    _ claims: JSONObject, header: JSONObject, by sign: ([UInt8]) throws -> [UInt8]
  ) throws -> String {
    let input = "\(Base64URL.encode(header.serialized())).\(Base64URL.encode(claims.serialized()))"
    return "\(input).\(Base64URL.encode(try sign(Array(input.utf8))))"
  }

  /// HMAC with SHA-256 (RFC 2104).
  static func hs256(_ message: [UInt8], _ secret: [UInt8]) -> [UInt8] {
    let short = secret.count > 64 ? Digests.sha256(secret) : secret
    let key = short + [UInt8](repeating: 0, count: 64 - short.count)
    return Digests.sha256(key.map { $0 ^ 0x5C } + Digests.sha256(key.map { $0 ^ 0x36 } + message))
  }

  static func form(_ assertion: String) -> [(String, String)] {
    [
      ("grant_type", "client_credentials"), ("scope", "records.read"),
      ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
      ("client_assertion", assertion),
    ]
  }
}
