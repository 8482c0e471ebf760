import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// A relying party as the certifiers' suite plays it: a registered client with a browser and a phone, which wants all its
/// answers in one way.
struct CertifiersParty: Sendable {
  static let id = "certifiers"
  static let key = Result { try SigningKey.generate(.es256) }

  /// What came back to the party.
  struct Answer: Sendable {
    let fields: [String: String]

    var code: String { fields["code"] ?? "" }
    var error: String? { fields["error"] }
  }

  let house: LoginHouse
  let mode: ResponseMode
  let browser: TestBrowser
  let phone: TestPhone

  /// Registers it, with these members changed.
  init(in house: LoginHouse, mode: ResponseMode, _ changes: JSONObject = [:]) async throws {
    self.house = house
    self.mode = mode
    browser = TestBrowser(house)
    phone = try TestPhone(house)
    let members: JSONObject = [
      "token_endpoint_auth_method": "client_secret_basic", "grant_types": ["authorization_code", "refresh_token"],
      "scope": "openid licence profile address offline_access",
      "jwks": JWKSet(keys: [JWK(try Self.key.get().verificationKey, keyID: "k1")]).json,
    ]
    let client = try TestClients.client(Self.id, members, changes)
    let digest = BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest
    try await house.clientStore.save(client, secret: digest, at: house.now)
    // A registration is noticed within a second.
    house.clock.advance(by: 1)
  }

  /// The parameters of a request.
  func parameters(_ changes: [String: String?] = [:]) -> [(String, String)] {
    let mode: [String: String?] = mode == .query ? [:] : ["response_mode": mode.rawValue]
    return TestBrowser.parameters(mode.merging(changes) { $1 }, client: Self.id)
  }

  /// Brings these parameters to the server.
  func bring(_ parameters: [(String, String)]) async throws -> TestResponse {
    try await browser.get(Percent.appendQuery(to: "/authorize", parameters))
  }

  /// What is answered at once.
  func ask(_ changes: [String: String?] = [:]) async throws -> Answer {
    try answer(try await bring(parameters(changes)))
  }

  /// What is answered after a person has logged in.
  func logIn(_ changes: [String: String?] = [:]) async throws -> Answer {
    try await logIn(bringing: parameters(changes))
  }

  /// The same, with parameters of another making.
  func logIn(bringing parameters: [(String, String)]) async throws -> Answer {
    try await logIn(on: try browser.page(try await bring(parameters)))
  }

  /// The same, from the page on which a person is asked.
  func logIn(on page: String) async throws -> Answer {
    try answer(try await browser.logIn(with: phone, on: page))
  }

  /// Reads an answer, which comes in the way that was asked and in no other, and says whose it is.
  private func answer(_ response: TestResponse) throws -> Answer {
    let address = "https://\(Self.id).example/cb"
    let fields: [String: String]
    switch mode {
    case .query:
      try #require(response.status == .seeOther && response.location.hasPrefix(address + "?"), "\(response.text)")
      let pairs = try ParameterList(formEncoded: Array(response.location.dropFirst(address.utf8.count + 1).utf8)).pairs
      fields = Dictionary(uniqueKeysWithValues: pairs)
    default:
      try #require(response.status == .ok && response.headers[.location] == nil, "\(response.location)")
      let form = try #require(response.postedForm)
      #expect(form.address == address)
      fields = form.fields
    }
    #expect(fields["iss"] == house.issuer.value && fields["state"] == "st-1")
    return Answer(fields: fields)
  }

  /// What `/token` is sent for a code.
  func form(_ answer: Answer) throws -> [(String, String)] {
    [
      ("grant_type", "authorization_code"), ("code", answer.code), ("redirect_uri", "https://\(Self.id).example/cb"),
      ("code_verifier", try #require(TestBrowser.verifier).revealed()),
    ]
  }

  /// Redeems a code.
  func redeem(_ answer: Answer) async throws -> TestResponse {
    try await house.http.post("/token", try form(answer), .basic(Self.id))
  }

  /// The tokens for a code.
  func tokens(_ answer: Answer) async throws -> JSON {
    let response = try await redeem(answer)
    try #require(response.status == .ok, "\(response.text)")
    return response.json
  }

  /// The ID token of an answer, by the published keys, with what every one must say.
  func idToken(_ tokens: JSON) async throws -> (header: JSONObject, claims: JSONObject) {
    let token = try UnverifiedJWS(compact: tokens.text("id_token"))
    let keys = try JWKSet(parsing: try await house.http.get("/jwks").json)
    let keyID = try #require(token.keyID)
    let key = try #require(keys.key(id: keyID))
    let claims = try token.verified(by: key.key, type: "JWT")
    #expect(claims["iss"] == .string(house.issuer.value) && claims["aud"] == .string(Self.id))
    #expect(claims["sub"]?.string?.isEmpty == false)
    let (issued, expires) = (try #require(claims["iat"]?.date), try #require(claims["exp"]?.date))
    #expect(issued <= house.now && expires > house.now)
    return (token.header, claims)
  }

  /// UserInfo, which is of the same subject as the ID token.
  func userInfo(_ tokens: JSON) async throws -> JSONObject {
    let response = try await house.http.get("/userinfo", .bearer(tokens.text("access_token")))
    #expect(response.status == .ok)
    let claims = try #require(response.json.object)
    let subject = try await idToken(tokens).claims["sub"]
    #expect(claims["sub"] == subject)
    return claims
  }

  /// What discovery says.
  func discovered(_ member: String) async throws -> [String] {
    let document = try await house.http.get("/.well-known/openid-configuration").json
    return (document[member]?.array ?? []).compactMap(\.string)
  }

  /// A request object of the party; unsigned where it says so.
  func requestObject(_ changes: JSONObject = [:], isSigned: Bool = true) throws -> String {
    var claims: JSONObject = ["iss": .string(Self.id), "aud": .string(house.issuer.value)]
    for (name, value) in parameters() { claims[name] = .string(value) }
    claims.merge(changes)
    guard isSigned else {
      let header: JSONObject = ["alg": "none"]
      return [header, claims].map { Base64URL.encode($0.serialized()) + "." }.joined()
    }
    return try JWS.sign(claims, type: "oauth-authz-req+jwt", keyID: "k1", with: try Self.key.get())
  }
}
