import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP
import SQLStore

/// A bank: a client that signs its requests and pushes them, by the rules of FAPI 2.0 unless a test says otherwise.
struct TestSigner: Sendable {
  static let id = "bank"

  let house: LoginHouse
  let key: SigningKey

  /// Registers it.
  init(
    in house: LoginHouse, profile: String? = "fapi2", key: SigningKey? = nil, _ changes: JSONObject = [:]
  ) async throws {
    self.house = house
    let key = try key ?? .generate(.es256)
    self.key = key
    var members: JSONObject = [
      "token_endpoint_auth_method": "private_key_jwt", "scope": "openid licence holder",
      "id_token_signed_response_alg": "ES256", "authorization_signed_response_alg": "ES256",
      "jwks": JWKSet(keys: [JWK(key.verificationKey, keyID: "k1")]).json,
    ]
    members["tongzhao_profile"] = profile.map { .string($0) }
    members["dpop_bound_access_tokens"] = .bool(profile == "fapi2")
    let client = try TestClients.client(Self.id, LoginHouse.portal.merging(members), changes)
    try await house.clientStore.save(client, secret: nil, at: house.now)
    // A registration is noticed within a second.
    house.clock.advance(by: 1)
  }

  /// The claims of a request object that is right in everything, but for what is changed; null takes a claim out.
  func claims(_ changes: JSONObject = [:]) -> JSONObject {
    var claims: JSONObject = [
      "iss": .string(Self.id), "aud": .string(house.issuer.value), "nbf": .date(house.now),
      "exp": .date(house.now + 300),
    ]
    for (name, value) in TestBrowser.parameters(client: Self.id) { claims[name] = .string(value) }
    return changed(claims, changes)
  }

  private func changed(_ claims: JSONObject, _ changes: JSONObject) -> JSONObject {
    var claims = claims
    for (name, value) in changes {
      if value == .null { claims[name] = nil } else { claims[name] = value }
    }
    return claims
  }

  /// A request object.
  func object(
    _ changes: JSONObject = [:], type: String? = "oauth-authz-req+jwt", keyID: String? = "k1", by key: SigningKey? = nil
  ) throws -> String {
    try JWS.sign(claims(changes), type: type, keyID: keyID, with: key ?? self.key)
  }

  /// What proves the client.
  func proof(_ changes: JSONObject = [:], by key: SigningKey? = nil) throws -> [(String, String)] {
    let claims: JSONObject = [
      "iss": .string(Self.id), "sub": .string(Self.id), "aud": .string(house.issuer.value), "iat": .date(house.now),
      "exp": .date(house.now + 60), "jti": .string(Base64URL.encode(Random.bytes(16))),
    ]
    return [
      ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
      (
        "client_assertion",
        try JWS.sign(changed(claims, changes), type: nil, keyID: "k1", with: key ?? self.key)
      ),
    ]
  }

  /// Pushes these parameters, authenticated.
  func push(_ parameters: [(String, String)], proof: [(String, String)]? = nil) async throws -> TestResponse {
    try await house.http.post("/par", parameters + (try proof ?? self.proof()))
  }

  /// Pushes a plain request, and returns its `request_uri`.
  func pushed(_ changes: [String: String?] = [:]) async throws -> String {
    let answer = try await push(TestBrowser.parameters(changes, client: Self.id))
    guard answer.status == .created else { throw Unexpected(answer) }
    return answer.json.text("request_uri")
  }
}
