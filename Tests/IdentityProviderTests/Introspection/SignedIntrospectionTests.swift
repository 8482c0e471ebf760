import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import TestSupport
import Testing

/// Introspection answers as JWTs (RFC 9701).
@Suite struct SignedIntrospectionTests {
  private static let mediaType = "application/token-introspection+jwt"

  private static func ask(
    _ http: any TestClientProtocol, _ token: String, accepting type: String = mediaType
  ) async throws -> TestResponse {
    var headers = HTTPFields.basic("department")
    headers[.accept] = type
    return try await http.post("/introspect", [("token", token)], headers)
  }

  private static func verified(_ jwt: String, _ provider: Provider) throws -> JSONObject {
    let token = try UnverifiedJWS(compact: jwt)
    let key = try #require(token.keyID.flatMap { provider.keys.verificationKey($0) })
    return try token.verified(by: key, type: "token-introspection+jwt")
  }

  @Test func `whoever asks for a JWT is told by one, for itself and of this moment`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      let answer = try await Self.ask(http, token)
      #expect(answer.headers[.contentType] == Self.mediaType)
      #expect(answer.headers[.cacheControl] == "no-store")
      let claims = try Self.verified(answer.text, provider)
      #expect(claims["iss"] == .string(provider.issuer.value))
      #expect(claims["aud"] == "department")
      #expect(claims["iat"] == .date(provider.now))
      #expect(claims["sub"] == nil && claims["exp"] == nil)
      #expect(claims["token_introspection"]?["active"] == true)
      #expect(claims["token_introspection"]?["client_id"] == "portal")
      // It is no access token of ours, though we signed it.
      #expect(try await http.isActive(answer.text) == false)
      #expect(try await http.get("/userinfo", .bearer(answer.text)).status == .unauthorized)
    }
  }

  @Test func `of a token that is over the JWT says no more than that`() async throws {
    try await Provider.run { provider, http in
      let claims = try Self.verified(try await Self.ask(http, "nonsense").text, provider)
      #expect(claims["token_introspection"] == ["active": false])
    }
  }

  @Test(arguments: ["application/json", "*/*", "application/jwt", "token-introspection+jwt"])
  func `whoever does not ask for a JWT gets JSON`(type: String) async throws {
    try await Provider.run { _, http in
      let answer = try await Self.ask(http, "nonsense", accepting: type)
      #expect(answer.json == ["active": false])
    }
  }

  @Test func `the media type may stand among others`() async throws {
    try await Provider.run { _, http in
      let answer = try await Self.ask(
        http, "nonsense", accepting: "application/json;q=0.5, Application/Token-Introspection+JWT; q=1")
      #expect(answer.headers[.contentType] == Self.mediaType)
    }
  }

  @Test(arguments: ["ECDH-ES", "ECDH-ES+A256KW"])
  func `a caller has it signed and encrypted as it registered`(way: String) async throws {
    try await Provider.run { provider, http in
      let key = KeyAgreementPrivateKey()
      var jwk = try #require(key.publicJWK(keyID: "enc").object)
      jwk["alg"] = nil
      try await provider.save(
        try TestClients.resource([
          "introspection_signed_response_alg": "ES256", "introspection_encrypted_response_alg": .string(way),
          "jwks": ["keys": [.object(jwk)]],
        ]))
      let token = try await http.redeem(try await provider.login()).text("access_token")
      let answer = try await Self.ask(http, token).text
      let management = try #require(KeyManagement(rawValue: way))
      let opened = try JWE.decrypt(answer, with: key, allowed: [.a128CBCHS256], management: [management])
      let inner = String(decoding: opened.plaintext, as: UTF8.self)
      #expect(try UnverifiedJWS(compact: inner).algorithm == .es256)
      #expect(try Self.verified(inner, provider)["token_introspection"]?["active"] == true)
    }
  }

  @Test func `a registration is refused that names no key or algorithm of ours`() {
    for members: JSONObject in [
      ["introspection_signed_response_alg": "none"], ["introspection_signed_response_alg": "HS256"],
      ["introspection_encrypted_response_alg": "ECDH-ES"], ["introspection_encrypted_response_enc": "A128GCM"],
      ["introspection_encrypted_response_alg": "RSA1_5"],
    ] { #expect(throws: ClientMetadataRejection.self) { try TestClients.resource(members) } }
  }

  @Test func `discovery names what there is`() async throws {
    try await Provider.run { _, http in
      let document = try await http.get("/.well-known/oauth-authorization-server").json
      #expect(document["introspection_signing_alg_values_supported"]?.array?.contains("ES256") == true)
      #expect(document["introspection_encryption_alg_values_supported"]?.array?.contains("ECDH-ES") == true)
      #expect(document["introspection_encryption_enc_values_supported"]?.array?.contains("A256GCM") == true)
    }
  }
}
