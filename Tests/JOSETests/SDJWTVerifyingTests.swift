import JOSE
import Testing

@Suite struct SDJWTVerifyingTests {
  private let key = SDJWTSamples.issuer.verificationKey

  private func refusal(_ payload: JSONObject, _ disclosures: [Disclosure]) throws -> SDJWTRejection? {
    let token = try SDJWTSamples.token(payload, disclosures)
    do throws(SDJWTRejection) {
      _ = try token.verifiedClaims(issuerKey: key)
      return nil
    } catch {
      return error
    }
  }

  private func claims(_ payload: JSONObject, _ disclosures: [Disclosure]) throws -> JSONObject {
    try SDJWTSamples.token(payload, disclosures).verifiedClaims(issuerKey: key)
  }

  private func member(_ name: String, _ value: JSON, salt: UInt8 = 1) -> Disclosure {
    Disclosure(name: name, value: value, salt: [salt])
  }

  private func digests(_ disclosures: Disclosure...) -> JSON { .array(disclosures.map { .string($0.digest) }) }

  @Test func `the example of RFC 9901 5_1 gives every claim`() throws {
    let issuerKey = try VerificationKey(jwk: SDJWTVectors.issuerKey)
    let token = try SDJWT(compact: SDJWTVectors.issued)
    #expect(token.disclosures.count == 10)
    #expect(token.keyBinding == nil)
    #expect(try token.verifiedClaims(issuerKey: issuerKey, type: "example+sd-jwt") == SDJWTVectors.allClaims)
  }

  @Test func `the example of RFC 9901 5_2 gives the presented claims`() throws {
    let issuerKey = try VerificationKey(jwk: SDJWTVectors.issuerKey)
    let token = try SDJWT(compact: SDJWTVectors.presented)
    let claims = try token.verifiedClaims(issuerKey: issuerKey, type: "example+sd-jwt")
    #expect(claims == SDJWTVectors.presentedClaims)
    #expect(token.sdHash == SDJWTVectors.sdHash)
    #expect(token.compact == SDJWTVectors.presented)
    let bound = try token.verifiedKeyBinding(
      holderKey: SDJWT.holderKey(in: claims), audience: "https://verifier.example.org", nonce: "1234567890",
      maximumAge: 300, skew: 30, at: NumericDate(1_748_537_300))
    #expect(bound["iat"] == 1_748_537_244)
  }

  @Test func `the signature is looked at first`() throws {
    let token = try SDJWT(compact: SDJWTVectors.issued)
    let other = try SigningKey.generate(.es256).verificationKey
    #expect(throws: SDJWTRejection.badIssuerSignature) { try token.verifiedClaims(issuerKey: other, type: nil) }
    let rsa = try VerificationKey(jwk: PublishedVectors.rs256Key)
    #expect(throws: SDJWTRejection.unsupportedAlgorithm) { try token.verifiedClaims(issuerKey: rsa, type: nil) }
    #expect(throws: SDJWTRejection.wrongType) { try token.verifiedClaims(issuerKey: other) }
    let broken = try SDJWTSamples.token(["_sd": 1, "_sd_alg": "md5"], [])
    #expect(throws: SDJWTRejection.badIssuerSignature) { try broken.verifiedClaims(issuerKey: other) }
    let jwt = try JWS.sign(payload: Array("[]".utf8), type: "dc+sd-jwt", keyID: nil, with: SDJWTSamples.issuer)
    #expect(throws: SDJWTRejection.malformedIssuerJWT) { try SDJWT(compact: jwt + "~").verifiedClaims(issuerKey: key) }
  }

  @Test(arguments: ["sha-512", "SHA-256", "md5", "", 256, nil] as [JSON])
  func `another digest algorithm is refused`(name: JSON) throws {
    #expect(try refusal(["_sd_alg": name], []) == .unsupportedDigestAlgorithm)
  }

  @Test func `members, elements and what is within them come back`() throws {
    let street = member("street", "解放北路")
    let address = member("address", ["_sd": digests(street), "country": "CN"], salt: 2)
    let second = Disclosure(element: ["_sd": digests(member("deep", true, salt: 3))], salt: [4])
    let payload: JSONObject = [
      "list": ["first", ["...": .string(second.digest)], ["...": "decoy"]], "_sd": digests(address),
      "plain": ["_sd": ["decoy-2"]], "_sd_alg": "sha-256",
    ]
    #expect(
      try claims(payload, [address, second, street, member("deep", true, salt: 3)]) == [
        "list": ["first", ["deep": true]], "plain": .object([:]), "address": ["country": "CN", "street": "解放北路"],
      ])
    #expect(
      try claims(payload, []) == ["list": ["first"], "plain": .object([:])])
  }

  @Test func `a disclosed null is a claim`() throws {
    let disclosure = member("a", nil)
    #expect(try claims(["_sd": digests(disclosure)], [disclosure]) == ["a": nil])
  }

  @Test func `a disclosure nobody refers to is refused`() throws {
    #expect(try refusal(["a": 1], [member("b", 2)]) == .unreferencedDisclosure)
    let known = member("a", 1)
    #expect(try refusal(["_sd": digests(known)], [known, member("b", 2)]) == .unreferencedDisclosure)
    // Its parent was kept back.
    let child = member("child", 1)
    let parent = member("parent", ["_sd": digests(child)])
    #expect(try refusal(["_sd": digests(parent)], [child]) == .unreferencedDisclosure)
  }

  @Test func `a digest that stands twice is refused`() throws {
    let disclosure = member("a", 1)
    #expect(try refusal(["_sd": digests(disclosure, disclosure)], [disclosure]) == .duplicateDigest)
    #expect(try refusal(["_sd": ["decoy", "decoy"]], []) == .duplicateDigest)
    #expect(try refusal(["_sd": ["decoy"], "x": ["_sd": ["decoy"]]], []) == .duplicateDigest)
    #expect(try refusal(["_sd": ["decoy"], "x": [["...": "decoy"]]], []) == .duplicateDigest)
    let outer = member("outer", ["_sd": ["decoy"]])
    #expect(try refusal(["_sd": [.string(outer.digest), "decoy"]], [outer]) == .duplicateDigest)
  }

  @Test func `the same disclosure twice is refused`() throws {
    let disclosure = member("a", 1)
    #expect(try refusal(["_sd": digests(disclosure)], [disclosure, disclosure]) == .duplicateDisclosure)
  }

  @Test func `a disclosure of the other form is refused`() throws {
    let element = Disclosure(element: 1, salt: [1])
    #expect(try refusal(["_sd": digests(element)], [element]) == .misplacedDisclosure)
    let named = member("a", 1)
    #expect(try refusal(["x": [["...": .string(named.digest)]]], [named]) == .misplacedDisclosure)
  }

  @Test func `no disclosure replaces a claim`() throws {
    let disclosure = member("iss", "evil")
    #expect(try refusal(["iss": "good", "_sd": digests(disclosure)], [disclosure]) == .overwritesClaim)
    #expect(try refusal(["_sd": digests(disclosure), "iss": "good"], [disclosure]) == .overwritesClaim)
    let twins = (member("a", 1, salt: 1), member("a", 2, salt: 2))
    #expect(try refusal(["_sd": digests(twins.0, twins.1)], [twins.0, twins.1]) == .overwritesClaim)
  }

  @Test(
    arguments: [
      ["_sd": "x"], ["_sd": nil], ["_sd": [:]], ["_sd": [1]], ["a": ["_sd": [nil]]], ["...": "x"], ["a": ["...": "x"]],
      ["a": [["...": 1]]], ["a": [["...": "x", "b": 1]]], ["a": [[["...": "x", "...b": 1]]]],
    ] as [JSONObject])
  func `digests of another form are refused`(payload: JSONObject) throws {
    #expect(try refusal(payload, []) == .malformedDigest)
  }

  @Test func `disclosures within disclosures are not followed without end`() throws {
    var inner = member("m", 1, salt: 0)
    var chain = [inner]
    for depth in 1..<60 {
      inner = member("m", ["_sd": digests(inner)], salt: UInt8(depth))
      chain.append(inner)
    }
    #expect(try refusal(["_sd": digests(inner)], chain) == .malformedDigest)
  }

  @Test func `no altered disclosure is taken`() throws {
    let issued = try SDJWTSamples.credential()
    for index in issued.disclosures.indices {
      var disclosures = issued.disclosures
      disclosures[index] = Disclosure(
        name: disclosures[index].name ?? "", value: "forged", salt: [UInt8](repeating: 0, count: 16))
      let text = ([issued.issuerJWT.compact] + disclosures.map(\.encoded)).map { $0 + "~" }.joined()
      #expect(throws: SDJWTRejection.unreferencedDisclosure) {
        try SDJWT(compact: text).verifiedClaims(issuerKey: key)
      }
    }
  }
}
