import JOSE
import LibCrypto
import Testing

@Suite struct EncryptionKeyTests {
  private func rsa(_ changes: JSONObject = [:]) throws -> JSON {
    let key = VerificationKey.rs256(try RSAPrivateKey.generate().publicKey)
    return .object(key.jwk.merging(["use": "enc", "kid": "r"]).merging(changes))
  }

  private func agreement(_ changes: JSONObject = [:]) throws -> JSON {
    var members = try #require(KeyAgreementPrivateKey().publicJWK(keyID: "a").object)
    members["alg"] = nil
    return .object(members.merging(changes))
  }

  private func refusal(_ jwk: JSON, _ management: KeyManagement) -> JWKRejection? {
    do throws(JWKRejection) {
      _ = try EncryptionKey(jwk: jwk, for: management)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: KeyManagement.allCases)
  func `a key is good for the ways of its kind`(management: KeyManagement) throws {
    let isRSA = management == .rsaOAEP || management == .rsaOAEP256
    // An RSA key names no curve at all.
    #expect(refusal(try rsa(), management) == (isRSA ? nil : .malformed))
    #expect(refusal(try agreement(), management) == (isRSA ? .unsupportedKeyType : nil))
  }

  @Test func `a key that says it is for something else is refused`() throws {
    #expect(refusal(try rsa(["use": "sig"]), .rsaOAEP256) == .wrongUse)
    #expect(refusal(try agreement(["use": "sig"]), .ecdhES) == .wrongUse)
    #expect(refusal(try rsa(["alg": "RSA-OAEP"]), .rsaOAEP256) == .unsupportedAlgorithm)
    #expect(refusal(try rsa(["alg": "RSA-OAEP-256"]), .rsaOAEP256) == nil)
    #expect(refusal(try agreement(["alg": "ECDH-ES"]), .ecdhESA128KW) == .unsupportedAlgorithm)
    #expect(refusal(try agreement(["alg": "ECDH-ES+A128KW"]), .ecdhESA128KW) == nil)
    #expect(refusal(try agreement(["crv": "P-384"]), .ecdhES) == .unsupportedCurve)
    #expect(refusal(try rsa(["d": "AQAB"]), .rsaOAEP256) == .privateKeyPresent)
    #expect(refusal(try rsa(["n": "AQAB"]), .rsaOAEP256) == .invalidKey)
    #expect(refusal("x", .rsaOAEP256) == .malformed)
  }
}
