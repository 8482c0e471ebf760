import JOSE
import Testing

@Suite struct JWKTests {
  @Test(arguments: SignatureAlgorithm.allCases)
  func `a published key says its use and algorithm and comes back`(algorithm: SignatureAlgorithm) throws {
    let jwk = JWK(try SigningKey.generate(algorithm).verificationKey, keyID: "k1")
    #expect(jwk.json["use"] == "sig")
    #expect(jwk.json["alg"] == .string(algorithm.rawValue))
    #expect(jwk.json["kid"] == "k1")
    #expect(jwk.json["d"] == .none)
    #expect(try JWK(parsing: jwk.json) == jwk)
  }

  @Test func `other members are kept`() throws {
    let members = try #require(PublishedVectors.es256Key.object).merging(["x5t#S256": "abc", "nbf": 5])
    let jwk = try JWK(parsing: .object(members))
    #expect(jwk.otherMembers == ["x5t#S256": "abc", "nbf": 5])
    #expect(jwk.json == .object(members))
    #expect(jwk.keyID == nil && jwk.use == nil && jwk.algorithm == nil)
  }

  @Test(
    arguments: [
      (["use": "enc"], .wrongUse), (["use": 1], .malformed), (["key_ops": ["encrypt"]], .wrongUse),
      (["key_ops": "verify"], .malformed), (["alg": "RS256"], .unsupportedAlgorithm),
      (["alg": "HS256"], .unsupportedAlgorithm), (["alg": "none"], .unsupportedAlgorithm),
      (["alg": "es256"], .unsupportedAlgorithm), (["alg": nil], .malformed), (["kid": 7], .malformed),
      (["d": "AA"], .privateKeyPresent), (["crv": "P-521"], .unsupportedCurve),
    ] as [(JSONObject, JWKRejection)])
  func `a key for something else is refused`(changes: JSONObject, rejection: JWKRejection) throws {
    let members = try #require(PublishedVectors.es256Key.object).merging(changes)
    #expect(throws: rejection) { try JWK(parsing: .object(members)) }
  }

  @Test func `a key that may verify among other things is taken`() throws {
    let members = try #require(PublishedVectors.es256Key.object).merging(["key_ops": ["verify"], "alg": "ES256"])
    #expect(try JWK(parsing: .object(members)).algorithm == "ES256")
  }
}
