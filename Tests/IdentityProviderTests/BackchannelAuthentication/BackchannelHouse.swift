import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport

/// A client with clerks at a counter, and what happens there.
struct BackchannelHouse: Sendable {
  static let type = "urn:openid:params:grant-type:ciba"
  static let token = "8d67dc78-7faa-4d41-aabd-67707b374255"

  let house: LoginHouse
  /// Signs for the client `signing-counter`.
  let key: SigningKey

  static func run(_ changes: JSONObject = [:], _ test: @Sendable (BackchannelHouse) async throws -> Void) async throws {
    try await LoginHouse.run { house in
      let key = try SigningKey.generate(.es256)
      let digest = BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest
      let ping: JSONObject = [
        "backchannel_token_delivery_mode": "ping",
        "backchannel_client_notification_endpoint": "https://told.example/ciba",
      ]
      let signing: JSONObject = [
        "backchannel_authentication_request_signing_alg": "ES256",
        "jwks": JWKSet(keys: [JWK(key.verificationKey, keyID: "k1")]).json,
      ]
      for (id, more) in [("counter", [:]), ("other", [:]), ("told", ping), ("signing-counter", signing)] {
        let client = try TestClients.client(id, members.merging(more), changes)
        try await house.clientStore.save(client, secret: digest, at: house.now)
      }
      try await house.clientStore.save(
        try TestClients.resource(["grant_types": ["client_credentials"]]), secret: digest, at: house.now)
      try await test(BackchannelHouse(house: house, key: key))
    }
  }

  static let members: JSONObject = [
    "grant_types": ["authorization_code", "refresh_token", .string(type)], "backchannel_token_delivery_mode": "poll",
    "scope": "openid licence holder offline_access", "id_token_signed_response_alg": "ES256",
    "tongzhao_audiences": [.string(TestClients.department)],
  ]

  static let usual = [
    ("scope", "openid licence"), ("login_hint", TestLicence.company.uscc.value), ("binding_message", "窗口三 W4SCT"),
  ]

  /// What a clerk's system asks first; a change to nil leaves a parameter out.
  func ask(_ changes: [String: String?] = [:], as client: String = "counter") async throws -> TestResponse {
    var form = Self.usual.filter { changes[$0.0] == nil }
    for (name, value) in changes.sorted(by: { $0.key < $1.key }) { if let value { form.append((name, value)) } }
    return try await house.http.post("/backchannel_authentication", form, .basic(client))
  }

  /// What it asks then, again and again.
  func poll(_ asked: TestResponse, as client: String = "counter") async throws -> TestResponse {
    try await house.http.post(
      "/token", [("grant_type", Self.type), ("auth_req_id", asked.json.text("auth_req_id"))], .basic(client))
  }

  /// What it is told that has not got its tokens.
  func told(_ asked: TestResponse, as client: String = "counter") async throws -> String? {
    try await poll(asked, as: client).refusal
  }

  /// The path of the link.
  func link(_ asked: TestResponse) -> String {
    String(asked.json.text("verification_uri_complete").dropFirst(house.issuer.value.count))
  }

  /// The clerk's screen opens the link and goes on; returns the path of the order.
  func claim(_ asked: TestResponse, in browser: TestBrowser) async throws -> String {
    let path = link(asked)
    let page = try await browser.get(path)
    guard page.status == .ok else { throw Unexpected(page) }
    let order = try await browser.post(path + "/continue")
    guard order.status == .seeOther, order.location.contains("/sign-in/") else { throw Unexpected(order) }
    return String(order.location.dropFirst(house.issuer.value.count))
  }

  /// The whole of clerk's and holder's part; returns where the browser ends and the receipt on the phone.
  @discardableResult func approve(
    _ asked: TestResponse, in browser: TestBrowser? = nil, with phone: TestPhone? = nil
  ) async throws -> (TestResponse, String) {
    let (browser, phone) = (browser ?? TestBrowser(house), try phone ?? TestPhone(house))
    let page = try await claim(asked, in: browser)
    let receipt = try await phone.approve(page)
    return (try await browser.post(page + "/number", [("number", try await phone.number(receipt))]), receipt)
  }

  /// The claims of a good signed request.
  func claims(_ changes: JSONObject = [:]) -> JSONObject {
    var claims: JSONObject = [
      "iss": "signing-counter", "aud": .string(house.issuer.value), "iat": .date(house.now), "nbf": .date(house.now),
      "exp": .date(house.now + 60), "jti": .string(Base64URL.encode(Random.bytes(16))),
    ]
    for (name, value) in Self.usual { claims[name] = .string(value) }
    claims.merge(changes)
    return claims
  }

  /// A signed request, and what stands beside it.
  func ask(signed claims: JSONObject, by key: SigningKey? = nil, _ beside: [(String, String)] = []) async throws
    -> TestResponse
  {
    let request = try JWS.sign(claims, type: nil, keyID: "k1", with: key ?? self.key)
    return try await house.http.post(
      "/backchannel_authentication", [("request", request)] + beside, .basic("signing-counter"))
  }
}
