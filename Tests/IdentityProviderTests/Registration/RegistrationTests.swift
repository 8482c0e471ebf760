import ELicence
import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import SQLStore
import Testing

@testable import IdentityProvider

/// Software that registers itself (RFC 7591, OpenID Connect Registration).
@Suite struct RegistrationTests {
  /// Expects a refusal that names what to change.
  private func expectRefusal(
    _ answer: TestResponse, _ code: String, naming text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(answer.status == .badRequest, sourceLocation: sourceLocation)
    #expect(answer.refusal == code, "\(answer.text)", sourceLocation: sourceLocation)
    #expect(
      answer.json.text("error_description").contains(text), "\(answer.text)", sourceLocation: sourceLocation)
  }

  @Test func `where nothing is configured nobody registers, and discovery does not say otherwise`() async throws {
    try await Provider.run { _, http in
      let discovery = try await http.get("/.well-known/openid-configuration").json
      #expect(discovery["registration_endpoint"] == nil)
      #expect(try await http.register().status == .notFound)
    }
  }

  @Test func `what was registered is told, with the standards' defaults, and works`() async throws {
    try await Provider.run(registration: Registering.open) { provider, http in
      let discovery = try await http.get("/.well-known/openid-configuration").json
      #expect(discovery["registration_endpoint"] == "https://login.example/register")
      let answer = try await http.register()
      #expect(answer.status == .created)
      #expect(answer.headers[.cacheControl] == "no-store")
      let told = answer.json
      let id = told.text("client_id")
      #expect(told["client_name"] == "区县平台" && told["redirect_uris"] == ["https://county.example/cb"])
      #expect(told["token_endpoint_auth_method"] == "client_secret_basic")
      #expect(told["grant_types"] == ["authorization_code"] && told["response_types"] == ["code"])
      #expect(told["application_type"] == "web" && told["scope"] == "openid licence offline_access")
      #expect(told["client_secret_expires_at"] == 0 && told["client_id_issued_at"] == .date(provider.now))
      #expect(told["registration_client_uri"] == .string("https://login.example/register/\(id)"))
      #expect(told.object?.names.contains { $0.hasPrefix("tongzhao_") } == false)
      let login = try await provider.login(id, scope: "openid licence")
      let tokens = try await http.post("/token", login.form, .basic(id, told.text("client_secret")))
      #expect(tokens.status == .ok)
    }
  }

  @Test func `secret and token are kept as digests only`() async throws {
    try await Provider.run(registration: Registering.open) { provider, http in
      let told = try await http.register().json
      let kept = try await provider.database.read { connection in
        try connection.rows("SELECT document, secret, access_token FROM clients").flatMap { row in
          [try row.text(0), "\(try row.blobIfPresent(1) ?? [])", "\(try row.blobIfPresent(2) ?? [])"]
        }
      }
      for name in ["client_secret", "registration_access_token"] {
        #expect(!told.text(name).isEmpty)
        for text in kept { #expect(!text.contains(told.text(name))) }
      }
    }
  }

  @Test func `a token is needed where the operator says so, is used so often, and no longer`() async throws {
    try await Provider.run(registration: RegistrationPolicy(access: .initialAccessToken)) { provider, http in
      let missing = try await http.register()
      #expect(missing.status == .unauthorized && missing.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
      #expect(try await http.register(token: "made-up").refusal == "invalid_token")
      let token = try await provider.initialAccessToken(uses: 2)
      // A refused registration uses nothing up.
      #expect(try await http.register(["redirect_uris": []], token: token).status == .badRequest)
      #expect(try await http.register(token: token).status == .created)
      #expect(try await http.register(token: token).status == .created)
      #expect(try await http.register(token: token).refusal == "invalid_token")
      let late = try await provider.initialAccessToken(uses: 2)
      provider.clock.advance(by: 3_600)
      #expect(try await http.register(token: late).refusal == "invalid_token")
    }
  }

  @Test func `a token brings its terms`() async throws {
    try await Provider.run(registration: RegistrationPolicy(access: .initialAccessToken)) { provider, http in
      let terms = RegistrationTerms(scopes: [.openID, .licence], redirectHosts: ["county.example"])
      let token = try await provider.initialAccessToken(uses: 9, terms: terms)
      #expect(try await http.register(token: token).json["scope"] == "openid licence")
      #expect(try await http.register(["scope": "openid"], token: token).json["scope"] == "openid")
      let wide = try await http.register(["scope": "openid holder"], token: token)
      expectRefusal(wide, "invalid_client_metadata", naming: "scope: at most openid licence")
      let elsewhere = try await http.register(["redirect_uris": ["https://evil.example/cb"]], token: token)
      expectRefusal(elsewhere, "invalid_redirect_uri", naming: "county.example")
      let away = try await http.register(["post_logout_redirect_uris": ["https://evil.example/"]], token: token)
      #expect(away.refusal == "invalid_redirect_uri")
    }
  }

  @Test func `without other terms a client may ask for openid alone`() async throws {
    try await Provider.run(registration: RegistrationPolicy(access: .open)) { _, http in
      let told = try await http.register().json
      #expect(told["scope"] == "openid")
      #expect(try await http.register(["scope": "openid licence"]).refusal == "invalid_client_metadata")
    }
  }

  @Test(arguments: [
    "https://county.example/cb#fragment", "https://county.example/cb#", "http://county.example/cb",
    "http://127.0.0.1/cb",
    "http://localhost/cb", "com.example.app:/cb", "https://*.county.example/cb", "https://user@county.example/cb",
    "javascript:alert(1)",
  ])
  func `an unsafe redirect address is refused (oidcc-redirect-uri-regfrag)`(address: String) async throws {
    try await Provider.run(registration: Registering.open) { _, http in
      let answer = try await http.register(["redirect_uris": ["https://county.example/a", .string(address)]])
      expectRefusal(answer, "invalid_redirect_uri", naming: "redirect_uris")
    }
  }

  @Test(
    arguments: [
      ("client_name", 7), ("grant_types", ["implicit"]), ("grant_types", ["client_credentials"]),
      ("grant_types", ["urn:ietf:params:oauth:grant-type:device_code"]), ("response_types", ["token"]),
      ("token_endpoint_auth_method", "client_secret_jwt"), ("token_endpoint_auth_method", "private_key_jwt"),
      ("scope", "open\"id"), ("jwks", ["keys": [["kty": "oct", "k": "AAAA"]]]), ("jwks", "none"),
      ("jwks_uri", "http://county.example/jwks"), ("subject_type", "ephemeral"),
      ("id_token_signed_response_alg", "none"), ("userinfo_signed_response_alg", "HS256"),
      ("initiate_login_uri", "http://county.example/login"), ("logo_uri", "javascript:alert(1)"),
      ("client_uri", "https://bank.example"), ("contacts", "wang"), ("default_max_age", -1),
      ("client_name#en", .string("Bank\u{202E}elpmaxe")),
    ] as [(String, JSON)])
  func `each member is refused by its own rule, and named`(member: String, value: JSON) async throws {
    try await Provider.run(registration: Registering.open) { _, http in
      let answer = try await http.register([member: value])
      let name = value == "private_key_jwt" ? "jwks" : member
      expectRefusal(answer, "invalid_client_metadata", naming: name)
    }
  }

  @Test(arguments: [
    "tongzhao_skips_approval_within_session", "tongzhao_matter", "tongzhao_audiences",
    "tongzhao_introspection_audiences", "tongzhao_sector", "tongzhao_identity_approval",
    "tongzhao_identity_legal_basis", "tongzhao_token_endpoint_audience_accepted", "tongzhao_suspended",
    "tongzhao_self_registered", "tongzhao_anything",
  ])
  func `what an operator gives nobody gives himself, nor a publisher him`(member: String) async throws {
    let publisher = try SigningKey.generate(.es256)
    let policy = RegistrationPolicy(
      access: .open,
      publishers: [
        SoftwarePublisher(
          issuer: "https://publisher.example", keys: JWKSet(keys: [JWK(publisher.verificationKey, keyID: "p1")]))
      ])
    try await Provider.run(registration: policy) { _, http in
      for value in [true, "x", ["x"]] as [JSON] {
        let answer = try await http.register([member: value])
        expectRefusal(answer, "invalid_client_metadata", naming: member)
        let statement = try JWS.sign(
          JSONObject([("iss", "https://publisher.example"), (member, value)]), type: "JWT", keyID: "p1", with: publisher
        )
        let stated = try await http.register(["software_statement": .string(statement)])
        expectRefusal(stated, "invalid_client_metadata", naming: member)
      }
    }
  }

  @Test func `what nobody here understands is ignored, and what an answer has is not taken`() async throws {
    try await Provider.run(registration: Registering.open) { _, http in
      let told = try await http.register([
        "frobnicate": true, "client_id": "portal", "client_secret": "mine", "registration_access_token": "mine",
        "contacts": .null, "tongzhao_purpose": "年报",
      ]).json
      #expect(told["frobnicate"] == nil && told["contacts"] == nil)
      #expect(told["client_id"] != "portal" && told["client_secret"] != "mine")
      #expect(told["registration_access_token"] != "mine")
      #expect(told["tongzhao_purpose"] == "年报")
    }
  }

  @Test func `a registration is a JSON object of a bounded size`() async throws {
    try await Provider.run(registration: Registering.open) { _, http in
      #expect(
        try await http.execute(uri: "/register", method: .post, headers: [:], body: nil).status == .init(code: 415))
      #expect(try await http.post("/register", [("client_name", "x")]).status == .init(code: 415))
      let addresses = (0..<60).map { JSON.string("https://county.example/" + String(repeating: "a", count: 300 + $0)) }
      let large = try await http.register(["redirect_uris": .array(addresses)])
      expectRefusal(large, "invalid_client_metadata", naming: "16 KB")
    }
  }

  @Test func `there are no more registrations than the operator allows`() async throws {
    let policy = RegistrationPolicy(access: .open, most: 2)
    try await Provider.run(registration: policy) { _, http in
      for _ in 0..<2 { #expect(try await http.register().status == .created) }
      let full = try await http.register()
      #expect(full.status == .serviceUnavailable && full.headers[.retryAfter] != nil)
    }
  }

  @Test func `one source registers so often a minute`() async throws {
    try await Provider.run(registration: RegistrationPolicy(access: .open)) { _, http in
      var statuses: [Int] = []
      for _ in 0..<61 { statuses.append(try await http.register(["redirect_uris": []]).status.code) }
      #expect(statuses.last == 429 && statuses.dropLast().allSatisfy { $0 == 400 })
    }
  }

  @Test func `a native application registers an address of the loopback interface`() async throws {
    try await Provider.run(registration: Registering.open) { _, http in
      let native: JSONObject = [
        "application_type": "native", "redirect_uris": ["http://127.0.0.1/cb"], "post_logout_redirect_uris": .null,
        "token_endpoint_auth_method": "none",
      ]
      let told = try await http.register(native).json
      #expect(told["application_type"] == "native" && told["client_secret"] == nil)
      #expect(told["client_secret_expires_at"] == nil)
    }
  }

  @Test func `a nameless client is called by its host`() async throws {
    try await Provider.run(registration: Registering.open) { _, http in
      let told = try await http.register(["client_name": .null]).json
      #expect(told["client_name"] == "county.example")
    }
  }

  @Test func `a sector's document lists the redirect addresses (oidcc-registration-sector-uri)`() async throws {
    try await Provider.run(registration: Registering.open) { provider, http in
      let sector = "https://sector.example/uris.json"
      let redirects: JSON = ["https://county.example/cb", "https://town.example/cb"]
      provider.addresses.put(["https://county.example/cb", "https://town.example/cb", "x"], at: sector)
      let members: JSONObject = [
        "redirect_uris": redirects, "sector_identifier_uri": .string(sector), "subject_type": "pairwise",
      ]
      let (first, second) = (try await http.register(members).json, try await http.register(members).json)
      // One sector, one subject, whoever of it asks; another sector, another subject.
      let subjects = try await [first, second, try await http.register(["subject_type": "pairwise"]).json].asyncMap {
        let id = try #require(ClientID($0.text("client_id")))
        let client = try #require(try await provider.clientStore.client(id))
        return provider.subjects.subject(ofEnterprise: Provider.enterprise.uscc.value, for: client)
      }
      #expect(subjects[0] == subjects[1] && subjects[0] != subjects[2])
      #expect(subjects[0] != Provider.enterprise.uscc.value)
    }
  }

  @Test func `and where it does not, nobody is of the sector (oidcc-registration-sector-bad)`() async throws {
    try await Provider.run(registration: Registering.open) { provider, http in
      let sector = "https://sector.example/uris.json"
      let members: JSONObject = ["sector_identifier_uri": .string(sector), "subject_type": "pairwise"]
      expectRefusal(try await http.register(members), "invalid_client_metadata", naming: "cannot be fetched")
      for listed in [["https://other.example/cb"], ["https://county.example/cb/"], []] as [JSON] {
        provider.addresses.put(listed, at: sector)
        expectRefusal(try await http.register(members), "invalid_client_metadata", naming: "must list every")
      }
      provider.addresses.put(["redirect_uris": ["https://county.example/cb"]], at: sector)
      expectRefusal(try await http.register(members), "invalid_client_metadata", naming: "JSON array")
      provider.addresses.put(["https://county.example/cb"], at: sector, status: 404)
      expectRefusal(try await http.register(members), "invalid_client_metadata", naming: "JSON array")
      let several = try await http.register([
        "redirect_uris": ["https://county.example/cb", "https://town.example/cb"]
      ])
      expectRefusal(several, "invalid_client_metadata", naming: "sector_identifier_uri")
    }
  }

  @Test func `who registers with keys proves itself by them`() async throws {
    try await Provider.run(registration: Registering.open) { provider, http in
      let key = try SigningKey.generate(.es256)
      let told = try await http.register([
        "token_endpoint_auth_method": "private_key_jwt", "jwks": Registering.set(key),
        "grant_types": ["authorization_code", "refresh_token"],
      ]).json
      #expect(told["client_secret"] == nil && told["jwks"] == Registering.set(key))
      let id = told.text("client_id")
      let login = try await provider.login(id, scope: "openid licence offline_access")
      let assertions = Assertions(provider)
      let claims = assertions.claims(["iss": .string(id), "sub": .string(id)])
      let tokens = try await http.post("/token", login.form + assertions.form(claims, key: key))
      #expect(tokens.status == .ok && !tokens.json.text("refresh_token").isEmpty)
    }
  }

  @Test func `a registration is in the audit log`() async throws {
    try await Provider.run(registration: Registering.open) { provider, http in
      let id = try await http.register().json.text("client_id")
      let records = try await provider.database.read { connection in
        try connection.rows("SELECT action FROM audit_leaves WHERE client_id = $1", [.text(id)]).map { try $0.text(0) }
      }
      #expect(records == ["client_added"])
    }
  }
}

extension Sequence {
  fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async throws -> [T] {
    var all: [T] = []
    for element in self { all.append(try await transform(element)) }
    return all
  }
}
