import AuditLog
import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct ProtectedUserInfoTests {
  private static let number = "11010519491231002X"

  private static func token(
    _ provider: Provider, _ http: any TestClientProtocol, scope: String, claims: ClaimsRequest? = nil,
    document: IdentityDocument? = nil
  ) async throws -> String {
    let login = try await provider.login(scope: scope, claims: claims, document: document)
    return try await http.redeem(login).text("access_token")
  }

  private static func document() throws -> IdentityDocument {
    try IdentityDocument(type: .residentIdentityCard, number: number)
  }

  /// What a client does with a protected answer: decrypts, and verifies by the published keys.
  private static func opened(
    _ token: String, _ provider: Provider, _ http: any TestClientProtocol, _ management: KeyManagement,
    _ encryption: ContentEncryption
  ) async throws -> JSONObject {
    let (header, plain) = try JWE.decrypt(
      token, with: ResponseProtectionTests.key, allowed: [encryption], management: [management])
    #expect(header["cty"] == "JWT")
    #expect(header["kid"] == "enc-1")
    return try await verified(String(decoding: plain, as: UTF8.self), http)
  }

  private static func verified(_ token: String, _ http: any TestClientProtocol) async throws -> JSONObject {
    let signed = try UnverifiedJWS(compact: token)
    let keys = try JWKSet(parsing: try await http.get("/jwks").json)
    let kid = try #require(signed.keyID)
    let key = try #require(keys.key(id: kid))
    return try signed.verified(by: key.key, type: "JWT")
  }

  @Test(arguments: ["ES256", "RS256"])
  func `signed UserInfo says whose it is and for whom`(algorithm: String) async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["userinfo_signed_response_alg": .string(algorithm)]))
      let answer = try await http.get(
        "/userinfo", .bearer(try await Self.token(provider, http, scope: "openid licence")))
      #expect(answer.headers[.contentType] == "application/jwt")
      #expect(answer.headers[.cacheControl] == "no-store")
      #expect(try UnverifiedJWS(compact: answer.text).header["alg"] == .string(algorithm))
      let claims = try await Self.verified(answer.text, http)
      #expect(claims["iss"] == "https://login.example" && claims["aud"] == "portal")
      #expect(claims["uscc"] == .string(Provider.enterprise.uscc.value))
      // It cannot stand in for an ID token.
      #expect(claims["exp"] == nil && claims["auth_time"] == nil)
    }
  }

  @Test(arguments: [KeyManagement.ecdhES, .ecdhESA128KW, .ecdhESA256KW], [nil] + ContentEncryption.allCases)
  func `encrypted UserInfo is signed first, and opens with the client's key`(
    management: KeyManagement, encryption: ContentEncryption?
  ) async throws {
    try await Provider.run { provider, http in
      var members: JSONObject = [
        "jwks": ["keys": [try ResponseProtectionTests.jwk()]], "userinfo_signed_response_alg": "ES256",
        "userinfo_encrypted_response_alg": .string(management.rawValue),
      ]
      members["userinfo_encrypted_response_enc"] = encryption.map { .string($0.rawValue) }
      try await provider.save(try TestClients.portal(members))
      let answer = try await http.get(
        "/userinfo", .bearer(try await Self.token(provider, http, scope: "openid licence")))
      #expect(answer.headers[.contentType] == "application/jwt")
      // OpenID Connect Registration §2: A128CBC-HS256 when it is left out.
      let claims = try await Self.opened(answer.text, provider, http, management, encryption ?? .a128CBCHS256)
      #expect(claims["uscc"] == .string(Provider.enterprise.uscc.value))
    }
  }

  @Test func `UserInfo that is only encrypted holds the claims themselves`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(
        try TestClients.portal([
          "jwks": ["keys": [try ResponseProtectionTests.jwk()]], "userinfo_encrypted_response_alg": "ECDH-ES",
        ]))
      let answer = try await http.get(
        "/userinfo", .bearer(try await Self.token(provider, http, scope: "openid licence")))
      let (header, plain) = try JWE.decrypt(
        answer.text, with: ResponseProtectionTests.key, allowed: [.a128CBCHS256])
      #expect(header["cty"] == nil)
      let claims = try JSON(parsing: plain)
      #expect(claims["iss"] == "https://login.example" && claims["aud"] == "portal")
    }
  }

  @Test func `an ID token is encrypted after it is signed`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(
        try TestClients.portal([
          "jwks": ["keys": [try ResponseProtectionTests.jwk()]], "id_token_encrypted_response_alg": "ECDH-ES",
          "id_token_encrypted_response_enc": "A256GCM",
        ]))
      let answer = try await http.redeem(try await provider.login())
      let claims = try await Self.opened(answer.text("id_token"), provider, http, .ecdhES, .a256GCM)
      #expect(claims["aud"] == "portal" && claims["nonce"] == "n-1")
    }
  }

  @Test func `who acts is told by name and document to an approved client, encrypted, and it is on record`()
    async throws
  {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(ResponseProtectionTests.identity()))
      let token = try await Self.token(
        provider, http, scope: "openid holder holder.identity", document: try Self.document())
      let before = try await provider.audit.size()
      let answer = try await http.get("/userinfo", .bearer(token))
      #expect(!answer.text.contains(Self.number))
      let claims = try await Self.opened(answer.text, provider, http, .ecdhESA128KW, .a256GCM)
      #expect(
        claims["holder_identity"] == [
          "name": "李敏", "document_type": "resident_identity_card", "document_number": .string(Self.number),
        ])
      // The other scopes give what they always give.
      #expect(claims["holder_name"] == "李*")
      #expect(claims["holder_document_number"] == nil)
      let records = try await provider.audit.records(from: before, limit: 10)
      let leaf = try #require(records.last?.leaf)
      #expect(leaf.event.action == .identityReleased && leaf.event.actor == .client("portal"))
      let text = String(decoding: try #require(records.last).bytes, as: UTF8.self)
      #expect(text.contains("市场主体登记管理条例第十五条"))
      #expect(!text.contains(Self.number) && !text.contains("李敏"))
    }
  }

  @Test(arguments: AuditAction.all(of: .release))
  func `each release is recorded`(action: AuditAction) async throws {
    try await Provider.run { provider, http in
      #expect(action == .identityReleased)
      try await provider.save(try TestClients.portal(ResponseProtectionTests.identity()))
      let token = try await Self.token(
        provider, http, scope: "openid holder.identity", document: try Self.document())
      let before = try await provider.audit.size()
      for _ in 0..<3 { _ = try await http.get("/userinfo", .bearer(token)) }
      #expect(try await provider.audit.size() == before + 3)
    }
  }

  @Test func `without the scope nobody learns who acts`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(ResponseProtectionTests.identity()))
      let named = ClaimsRequest(
        idToken: ["holder_identity", "holder_document_number"].map { ClaimRequest(name: $0) },
        userInfo: ["holder_identity", "holder_document_number", "holder_document_type"].map { ClaimRequest(name: $0) })
      let login = try await provider.login(scope: "openid holder", claims: named, document: try Self.document())
      let answer = try await http.redeem(login)
      #expect(!answer.text("id_token").contains(Self.number))
      let idToken = try await Self.verified(answer.text("id_token"), http)
      let before = try await provider.audit.size()
      let userInfo = try await http.get("/userinfo", .bearer(answer.text("access_token")))
      let claims = try await Self.opened(userInfo.text, provider, http, .ecdhESA128KW, .a256GCM)
      for claims in [idToken, claims] {
        #expect(claims["holder_identity"] == nil && claims["holder_document_number"] == nil)
        #expect(claims["holder_document_type"] == nil)
      }
      #expect(try await provider.audit.size() == before)
    }
  }

  @Test func `an ID token and an access token never say who acts`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(ResponseProtectionTests.identity()))
      let named = ClaimsRequest(idToken: ["holder_identity", "holder_document_number"].map { ClaimRequest(name: $0) })
      let login = try await provider.login(
        scope: "openid holder.identity", claims: named, document: try Self.document())
      let answer = try await http.redeem(login)
      for name in ["id_token", "access_token"] {
        let claims = try #require(try UnverifiedJWS(compact: answer.text(name)).unverifiedClaims)
        #expect(!JSON.object(claims).text.contains(Self.number))
        #expect(!JSON.object(claims).text.contains("李敏"))
      }
      let introspected = try await http.post(
        "/introspect", [("token", answer.text("access_token"))], .basic("department"))
      #expect(!introspected.text.contains(Self.number))
    }
  }

  @Test func `a client that loses the approval gets nothing more`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(ResponseProtectionTests.identity()))
      let token = try await Self.token(
        provider, http, scope: "openid holder.identity", document: try Self.document())
      try await provider.save(try TestClients.portal(["scope": "openid licence holder"]))
      provider.clock.advance(by: 1)
      let answer = try await http.get("/userinfo", .bearer(token))
      #expect(answer.json["holder_identity"] == nil)
      #expect(!answer.text.contains(Self.number))
    }
  }

  @Test func `discovery says how answers may be protected`() async throws {
    try await Provider.run { _, http in
      let document = try await http.get("/.well-known/openid-configuration").json
      #expect(document["userinfo_signing_alg_values_supported"] == ["RS256", "ES256", "EdDSA"])
      let ways: JSON = ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "RSA-OAEP-256", "RSA-OAEP"]
      let contents: JSON = ["A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"]
      for answer in ["userinfo", "id_token"] {
        #expect(document["\(answer)_encryption_alg_values_supported"] == ways)
        #expect(document["\(answer)_encryption_enc_values_supported"] == contents)
      }
      #expect(document["scopes_supported"]?.array?.contains("holder.identity") == true)
      #expect(document["claims_supported"]?.array?.contains("holder_identity") == true)
    }
  }
}
