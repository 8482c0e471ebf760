import HTTPTypes
import HummingbirdTesting
import JOSE
import NIOCore
import OAuth
import OAuthHTTP

extension IncidentHouse {
  func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
    try await http.execute(uri: path, method: .get, headers: headers)
  }

  func post(_ path: String, _ form: [(String, String)], _ headers: HTTPFields = [:]) async throws -> TestResponse {
    var headers = headers
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await http.execute(
      uri: path, method: .post, headers: headers, body: ByteBuffer(string: Percent.formEncode(form)))
  }

  /// How a client proves itself: a header, and what the form has beside.
  func proof(of client: String) throws -> (headers: HTTPFields, form: [(String, String)]) {
    switch client {
    case "app": return ([:], [("client_id", client)])
    case "signer": return ([:], try assertion())
    default:
      let pair = Percent.encode(client) + ":" + Percent.encode(Self.secret)
      return ([.authorization: "Basic " + Base64.encode(Array(pair.utf8))], [])
    }
  }

  /// An assertion of `signer`, right in everything but the changes.
  func assertion(_ changes: JSONObject = [:], removing removed: [String] = []) throws -> [(String, String)] {
    var claims: JSONObject = [
      "iss": "signer", "sub": "signer", "aud": .string(issuer.value), "iat": .date(now), "exp": .date(now + 60),
      "jti": .string(Base64URL.encode(Random.bytes(16))),
    ]
    claims.merge(changes)
    for name in removed { claims[name] = nil }
    return [
      ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
      ("client_assertion", try JWS.sign(claims, type: nil, keyID: "k1", with: key)),
    ]
  }

  /// A request of a client to an endpoint that it calls itself.
  func call(_ path: String, _ form: [(String, String)], by client: String) async throws -> TestResponse {
    let proof = try proof(of: client)
    return try await post(path, form + proof.form, proof.headers)
  }

  /// Redeems the code of a login.
  func redeem(_ login: PlantedLogin) async throws -> TestResponse {
    try await call("/token", login.form, by: login.client)
  }

  func refresh(_ token: String, by client: String) async throws -> TestResponse {
    try await call("/token", [("grant_type", "refresh_token"), ("refresh_token", token)], by: client)
  }

  func isActive(_ token: String, askedBy client: String = "department") async throws -> Bool? {
    try await call("/introspect", [("token", token)], by: client).json["active"]?.bool
  }

  /// What discovery says.
  func discovery(_ member: String) async throws -> [String] {
    let document = try await get("/.well-known/openid-configuration").json
    return document[member]?.array?.compactMap(\.string) ?? []
  }

  /// An authorization request of a client that is right but for the changes; nil takes a parameter away.
  func authorize(
    _ changes: [String: String?] = [:], client: String = "portal", adding: [(String, String)] = [],
    _ headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    try await get(
      Percent.appendQuery(to: "/authorize", Self.parameters(changes, client: client) + adding), headers)
  }

  static func parameters(_ changes: [String: String?] = [:], client: String = "portal") -> [(String, String)] {
    var all: [String: String?] = [
      "response_type": "code", "client_id": client, "redirect_uri": "https://\(client).example/cb",
      "scope": "openid licence", "state": "st-1", "nonce": "n-1", "code_challenge": challenge,
      "code_challenge_method": "S256",
    ]
    for (name, value) in changes { all[name] = .some(value) }
    return all.sorted { $0.key < $1.key }.compactMap { pair in pair.value.map { (pair.key, $0) } }
  }

  private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
}

extension TestResponse {
  /// The body as JSON; null when it is none.
  var json: JSON { (try? JSON(parsing: Array(buffer: body))) ?? .null }
  /// The `error` of a refusal.
  var refusal: String? { json["error"]?.string }
  var text: String { String(buffer: body) }
  var location: String { headers[.location] ?? "" }

  /// Whether a browser that gets this answer leaves the house: by a redirect, or by a form or link of the page.
  var leadsOutside: Bool {
    if !location.isEmpty, !location.hasPrefix("https://login.example/") { return true }
    return text.contains("action=\"http") && !text.contains("action=\"https://login.example/")
  }
}
