import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

/// A client of FAPI 2.0 as the certifiers' suite plays it, in the four ways in which it may prove itself and hold its
/// tokens.
struct FAPI2Party: Sendable {
  /// What something is proved by: a key's signature, or the certificate of the connection.
  enum Means: Sendable, CaseIterable {
    case key
    case certificate
  }

  let house: LoginHouse
  let id: String
  let authentication: Means
  let binding: Means
  let key: SigningKey
  /// Makes the proofs of its tokens' key.
  let maker: ProofMaker
  let browser: TestBrowser
  let phone: TestPhone

  /// Registers it, with these members changed.
  init(
    in house: LoginHouse, _ id: String = "bank", authentication: Means = .key, binding: Means = .key,
    _ changes: JSONObject = [:]
  ) async throws {
    self.house = house
    self.id = id
    self.authentication = authentication
    self.binding = binding
    key = try SigningKey.generate(.es256)
    maker = try ProofMaker(issuer: house.issuer, clock: house.clock)
    browser = TestBrowser(house)
    phone = try TestPhone(house)
    var members: JSONObject = [
      "tongzhao_profile": "fapi2", "scope": "openid licence profile offline_access records.read",
      "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
      "id_token_signed_response_alg": "ES256", "tongzhao_audiences": [.string(TestClients.department)],
    ]
    switch authentication {
    case .key:
      members["token_endpoint_auth_method"] = "private_key_jwt"
      members["jwks"] = JWKSet(keys: [JWK(key.verificationKey, keyID: "k1")]).json
    case .certificate:
      members["token_endpoint_auth_method"] = "tls_client_auth"
      // The name of the one certificate is `bank`'s; nobody else has it.
      members["tls_client_auth_san_dns"] = id == "bank" ? "portal.example" : "other.example"
    }
    switch binding {
    case .key: members["dpop_bound_access_tokens"] = true
    case .certificate: members["tls_client_certificate_bound_access_tokens"] = true
    }
    try await house.clientStore.save(try TestClients.client(id, members, changes), secret: nil, at: house.now)
    // A registration is noticed within a second.
    house.clock.advance(by: 1)
  }

  /// How the client proves itself: an assertion with these changes, where null takes a claim away, or its name beside the
  /// certificate.
  func credentials(_ changes: JSONObject = [:], by key: SigningKey? = nil) throws -> [(String, String)] {
    guard authentication == .key else { return [("client_id", id)] }
    var claims: JSONObject = [
      "iss": .string(id), "sub": .string(id), "aud": .string(house.issuer.value), "iat": .date(house.now),
      "exp": .date(house.now + 60), "jti": .string(Base64URL.encode(Random.bytes(16))),
    ]
    for (name, value) in changes { claims[name] = value == .null ? nil : value }
    return [
      ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
      ("client_assertion", try JWS.sign(claims, type: nil, keyID: "k1", with: key ?? self.key)),
    ]
  }

  /// Over a connection of this client.
  func connected<T>(_ body: () async throws -> T) async throws -> T {
    guard authentication == .certificate || binding == .certificate else { return try await body() }
    let certificate = ClientCertificate(leaf: try SampleCertificates.certificate(SampleCertificates.client))
    return try await ClientCertificate.$current.withValue(certificate) { try await body() }
  }

  /// Calls an endpoint that the client calls itself.
  func post(
    _ path: String, _ form: [(String, String)], proof: String? = nil, as credentials: [(String, String)]? = nil
  ) async throws -> TestResponse {
    var headers = HTTPFields()
    headers[.dpop] = proof
    let named = form.contains { $0.0 == "client_id" }
    let proved = try (credentials ?? self.credentials()).filter { !named || $0.0 != "client_id" }
    return try await connected { try await house.http.post(path, form + proved, headers) }
  }

  /// A proof of the key for an endpoint, where tokens are bound by one.
  func proof(_ method: String = "POST", _ path: String = "/token", token: String? = nil) throws -> String? {
    binding == .key ? try maker.proof(method, path, token: token) : nil
  }

  /// Pushes a request, with these changes and perhaps a proof.
  func push(_ changes: [String: String?] = [:], proof: String? = nil) async throws -> TestResponse {
    try await post("/par", TestBrowser.parameters(changes, client: id), proof: proof)
  }

  /// The whole of a login for what was pushed; returns its answer.
  func logIn(_ pushed: TestResponse) async throws -> TestResponse {
    try #require(pushed.status == .created, "\(pushed.text)")
    let name = pushed.json.text("request_uri")
    let page = try browser.page(try await browser.bring([("request_uri", name)], client: id))
    let end = try await browser.logIn(with: phone, on: page)
    #expect(end.status == .seeOther && end.answered("iss") == house.issuer.value)
    return end
  }

  /// What `/token` is sent for a code.
  func form(_ answer: TestResponse) throws -> [(String, String)] {
    [
      ("grant_type", "authorization_code"), ("code", answer.answered("code") ?? ""),
      ("redirect_uri", "https://\(id).example/cb"),
      ("code_verifier", try #require(TestBrowser.verifier).revealed()),
    ]
  }

  func redeem(_ answer: TestResponse) async throws -> TestResponse {
    try await post("/token", form(answer), proof: proof())
  }

  /// A whole login; returns the tokens.
  func tokens(_ changes: [String: String?] = [:]) async throws -> JSON {
    let answer = try await redeem(try await logIn(try await push(changes)))
    try #require(answer.status == .ok, "\(answer.text)")
    return answer.json
  }

  /// Shows a token at UserInfo, under its own type's name or another.
  func userInfo(_ token: String, type: String? = nil, _ changes: JSONObject = [:]) async throws -> TestResponse {
    var headers = HTTPFields()
    headers[.authorization] = "\(type ?? (binding == .key ? "DPoP" : "Bearer")) \(token)"
    if binding == .key { headers[.dpop] = try maker.proof("GET", "/userinfo", token: token, changes) }
    return try await connected { try await house.http.get("/userinfo", headers) }
  }
}
