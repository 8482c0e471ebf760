import JOSE
import Testing

@Suite struct KeyAgreementKeyTests {
  @Test func `a published key says what it is for and comes back`() throws {
    let key = KeyAgreementPrivateKey()
    let jwk = key.publicJWK(keyID: "e1")
    #expect(jwk["use"] == "enc")
    #expect(jwk["alg"] == "ECDH-ES")
    #expect(jwk["d"] == .none)
    #expect(try KeyAgreementKey(jwk: jwk).keyID == "e1")
    let restored = try KeyAgreementPrivateKey(rawRepresentation: key.rawRepresentation)
    #expect(restored.publicJWK(keyID: "e1") == jwk)
    #expect("\(key)" == "KeyAgreementPrivateKey(<redacted>)")
    #expect(Mirror(reflecting: key).children.isEmpty)
  }

  @Test func `no signing key is made of it`() throws {
    let jwk = KeyAgreementPrivateKey().publicJWK(keyID: "e1")
    #expect(throws: JWKRejection.wrongUse) { try JWK(parsing: jwk) }
  }

  @Test(
    arguments: [
      (["use": "sig"], .wrongUse), (["alg": "ES256"], .unsupportedAlgorithm),
      (["alg": "ECDH-ES+A128KW"], .unsupportedAlgorithm), (["d": "AA"], .privateKeyPresent), (["kid": 1], .malformed),
      (["kty": "OKP"], .unsupportedKeyType), (["crv": "P-384"], .unsupportedCurve), (["crv": nil], .malformed),
      (["x": "AA"], .invalidKey), (["y": "A"], .malformed),
      (["y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4"], .invalidKey),
    ] as [(JSONObject, JWKRejection)])
  func `a key for something else is refused`(changes: JSONObject, rejection: JWKRejection) throws {
    let members = try #require(PublishedVectors.es256Key.object)
    _ = try KeyAgreementKey(jwk: .object(members))
    #expect(throws: rejection) { try KeyAgreementKey(jwk: .object(members.merging(changes))) }
  }

  @Test func `a private key out of range is refused`() {
    for bytes in [[], [1], [UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xFF, count: 32)] as [[UInt8]] {
      #expect(throws: JWKRejection.invalidKey) { try KeyAgreementPrivateKey(rawRepresentation: bytes) }
    }
  }
}
