import IdentityProvider
import JOSE
import LibCrypto
import OAuth
import Testing

/// Which registrations may have answers signed and encrypted, and which may learn who acts.
@Suite struct ResponseProtectionTests {
  static let key = KeyAgreementPrivateKey()

  /// A key for encryption to one of the ways.
  static func jwk(_ changes: JSONObject = [:]) throws -> JSON {
    var members = try #require(key.publicJWK(keyID: "enc-1").object)
    members["alg"] = nil
    return .object(members.merging(changes))
  }

  /// Everything that `holder.identity` needs.
  static func identity(_ changes: JSONObject = [:]) throws -> JSONObject {
    let members: JSONObject = [
      "scope": "openid licence holder holder.identity", "jwks": ["keys": [try jwk()]],
      "userinfo_signed_response_alg": "ES256", "userinfo_encrypted_response_alg": "ECDH-ES+A128KW",
      "userinfo_encrypted_response_enc": "A256GCM", "tongzhao_identity_approval": "济政数〔2026〕7号",
      "tongzhao_identity_legal_basis": "市场主体登记管理条例第十五条",
    ]
    return members.merging(changes)
  }

  private func refusal(_ changes: JSONObject) throws -> ClientMetadataRejection? {
    let document = try TestClients.portal().document.object?.merging(changes) ?? [:]
    do throws(ClientMetadataRejection) {
      _ = try Client(document: .object(document))
      return nil
    } catch {
      return error
    }
  }

  private func expectRefusal(
    _ member: String, _ reason: ClientMetadataRejection.Reason, _ changes: JSONObject,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let refusal = try refusal(changes)
    #expect(refusal?.member == member && refusal?.reason == reason, "\(refusal as Any)", sourceLocation: sourceLocation)
  }

  @Test func `without registration nothing is signed or encrypted`() throws {
    let client = try TestClients.portal()
    #expect(client.userInfoAlgorithm == nil)
    #expect(client.userInfoEncryption == nil && client.idTokenEncryption == nil)
    #expect(client.identityRelease == nil)
  }

  @Test(arguments: ["userinfo", "id_token"])
  func `encryption needs an algorithm and a key that says it is for it`(answer: String) throws {
    let (way, content) = ("\(answer)_encrypted_response_alg", "\(answer)_encrypted_response_enc")
    let good: JSON = ["keys": [try Self.jwk()]]
    #expect(try refusal([way: "ECDH-ES", "jwks": good]) == nil)
    try expectRefusal(content, .inconsistent, [content: "A128GCM", "jwks": good])
    try expectRefusal(way, .unsupported, [way: "RSA1_5", "jwks": good])
    try expectRefusal(way, .unsupported, [way: "dir", "jwks": good])
    try expectRefusal(content, .unsupported, [way: "ECDH-ES", content: "A192GCM", "jwks": good])
    try expectRefusal("jwks", .noEncryptionKey, [way: "ECDH-ES"])
    try expectRefusal("jwks", .noEncryptionKey, [way: "RSA-OAEP-256", "jwks": good])
    try expectRefusal("jwks", .noEncryptionKey, [way: "ECDH-ES", "jwks": ["keys": [try Self.jwk(["use": "sig"])]]])
    try expectRefusal(
      "jwks", .noEncryptionKey, [way: "ECDH-ES", "jwks": ["keys": [try Self.jwk(["alg": "RSA-OAEP"])]]])
    try expectRefusal("jwks", .secretKey, [way: "ECDH-ES", "jwks": ["keys": [try Self.jwk(["d": "AAAA"])]]])
  }

  @Test(arguments: ["none", "HS256", "PS256", "es256"])
  func `UserInfo is signed by what this server signs by`(name: String) throws {
    try expectRefusal("userinfo_signed_response_alg", .unsupported, ["userinfo_signed_response_alg": .string(name)])
  }

  @Test func `an identity is released on approval, a legal basis, and signed and encrypted answers`() throws {
    let client = try TestClients.portal(Self.identity())
    #expect(client.identityRelease?.approval == "济政数〔2026〕7号")
    #expect(client.identityRelease?.legalBasis == "市场主体登记管理条例第十五条")
  }

  @Test(arguments: [
    "userinfo_encrypted_response_alg", "userinfo_signed_response_alg", "tongzhao_identity_approval",
    "tongzhao_identity_legal_basis",
  ])
  func `without one of these the registration is refused, and says which`(member: String) throws {
    var document = try #require(TestClients.portal(Self.identity()).document.object)
    document[member] = nil
    if member == "userinfo_encrypted_response_alg" { document["userinfo_encrypted_response_enc"] = nil }
    do {
      _ = try Client(document: .object(document))
      Issue.record("accepted without \(member)")
    } catch {
      #expect(error.member == member && error.reason == .neededForIdentity)
      #expect(error.description == "\(member): needed for the scope holder.identity")
    }
  }

  @Test func `an identity is not released to who cannot prove himself, nor without asking the person`() throws {
    try expectRefusal(
      "token_endpoint_auth_method", .inconsistent,
      Self.identity([
        "token_endpoint_auth_method": "none", "grant_types": ["authorization_code"],
      ]))
    try expectRefusal(
      "tongzhao_skips_approval_within_session", .inconsistent,
      Self.identity(["tongzhao_skips_approval_within_session": true]))
    try expectRefusal(
      "tongzhao_identity_legal_basis", .inconsistent, ["tongzhao_identity_legal_basis": "a law without the scope"])
  }

  @Test func `an identity is encrypted to a key that an operator has seen`() throws {
    var document = try #require(TestClients.portal(Self.identity()).document.object)
    document["jwks"] = nil
    document["jwks_uri"] = "https://portal.example/jwks"
    let error = #expect(throws: ClientMetadataRejection.self) { try Client(document: .object(document)) }
    #expect(error?.member == "jwks" && error?.reason == .neededForIdentity)
  }
}
