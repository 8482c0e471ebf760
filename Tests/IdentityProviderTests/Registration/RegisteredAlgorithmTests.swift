import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import Testing

/// Signatures and bindings that software asks for when it registers itself.
@Suite struct RegisteredAlgorithmTests {
  /// Registers, logs in, and gives the client's name and its tokens.
  private static func tokens(
    _ changes: JSONObject, _ provider: Provider, _ http: any TestClientProtocol
  ) async throws -> (client: String, tokens: JSON) {
    let registered = try await http.register(changes)
    #expect(registered.status == .created, "\(registered.text)")
    for (name, value) in changes { #expect(registered.json[name] == value, "\(name)") }
    let (id, secret) = (registered.json.text("client_id"), registered.json.text("client_secret"))
    let login = try await provider.login(id, scope: "openid licence")
    return (id, try await http.redeem(login, .basic(id, secret)))
  }

  private static func verified(_ token: String, _ http: any TestClientProtocol) async throws -> (JSONObject, JSONObject)
  {
    let signed = try UnverifiedJWS(compact: token)
    let keys = try JWKSet(parsing: try await http.get("/jwks").json)
    let keyID = try #require(signed.keyID)
    let key = try #require(keys.key(id: keyID))
    return (signed.header, try signed.verified(by: key.key, type: "JWT"))
  }

  @Test func `oidcc-idtoken-rs256: who registers RS256 gets it, with the id of the key`() async throws {
    try await Provider.run(registration: Registering.open) { provider, http in
      let (id, tokens) = try await Self.tokens(["id_token_signed_response_alg": "RS256"], provider, http)
      let (header, claims) = try await Self.verified(tokens.text("id_token"), http)
      #expect(header["alg"] == "RS256" && header["kid"]?.string != nil)
      #expect(claims["aud"] == .string(id) && claims["iss"] == .string(provider.issuer.value))
    }
  }

  @Test func `oidcc-userinfo-rs256: UserInfo is signed where that was registered, and discovery says so`() async throws
  {
    try await Provider.run(registration: Registering.open) { provider, http in
      let discovery = try await http.get("/.well-known/openid-configuration").json
      #expect(discovery["userinfo_signing_alg_values_supported"]?.array?.contains("RS256") == true)
      let (id, tokens) = try await Self.tokens(["userinfo_signed_response_alg": "RS256"], provider, http)
      let answer = try await http.get("/userinfo", .bearer(tokens.text("access_token")))
      #expect(answer.status == .ok && answer.headers[.contentType] == "application/jwt")
      let (header, claims) = try await Self.verified(answer.text, http)
      #expect(header["alg"] == "RS256")
      #expect(claims["iss"] == .string(provider.issuer.value) && claims["aud"] == .string(id))
      let idToken = try tokens.claims("id_token")
      #expect(claims["sub"] == idToken["sub"] && claims["nonce"] == nil)
    }
  }

  @Test(arguments: [
    "id_token_signed_response_alg", "userinfo_signed_response_alg", "request_object_signing_alg",
    "token_endpoint_auth_signing_alg", "authorization_signed_response_alg",
  ])
  func `none is no signature that anybody can register`(member: String) async throws {
    try await Provider.run(registration: Registering.open) { _, http in
      let refused = try await http.register([member: "none"])
      #expect(refused.status == .badRequest && refused.refusal == "invalid_client_metadata")
    }
  }

  @Test func `software may bind its tokens, and so keep to FAPI 2`() async throws {
    try await Provider.run(registration: Registering.open) { provider, http in
      let fapi: JSONObject = [
        "token_endpoint_auth_method": "private_key_jwt", "jwks": Registering.set(provider.key),
        "id_token_signed_response_alg": "ES256", "tongzhao_profile": "fapi2",
      ]
      #expect(try await http.register(fapi).refusal == "invalid_client_metadata")
      let bound: JSONObject = ["dpop_bound_access_tokens": true]
      let registered = try await http.register(fapi.merging(bound))
      #expect(registered.status == .created && registered.json["dpop_bound_access_tokens"] == true)
      let certified = try await http.register([
        "token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_san_dns": "county.example",
        "tls_client_certificate_bound_access_tokens": true,
      ])
      #expect(certified.status == .created && certified.json["tls_client_auth_san_dns"] == "county.example")
    }
  }
}
