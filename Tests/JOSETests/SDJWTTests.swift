import JOSE
import Testing

/// Issuing, taking apart and presenting.
@Suite struct SDJWTTests {
  private let issuer = SDJWTSamples.issuer
  private let holder = SDJWTSamples.holder

  @Test func `what is issued verifies and holds every claim`() throws {
    let issued = try SDJWTSamples.credential(decoys: 3)
    #expect(issued.keyBinding == nil)
    #expect(issued.compact.hasSuffix("~"))
    let payload = try #require(issued.issuerJWT.unverifiedClaims)
    let digests = try #require(payload["_sd"]?.array).compactMap(\.string)
    #expect(digests.count == 6)
    #expect(digests == digests.sorted())
    #expect(payload["_sd_alg"] == "sha-256")
    #expect(payload["name"] == .none)
    #expect(!String(decoding: issued.issuerJWT.payload, as: UTF8.self).contains("同章"))
    let received = try SDJWT(compact: issued.compact)
    #expect(received.compact == issued.compact)
    #expect(try received.verifiedClaims(issuerKey: issuer.verificationKey) == SDJWTSamples.allClaims)
    #expect(received.disclosure(of: "capital")?.value == ["amount": 100, "currency": "CNY"])
    #expect(received.disclosure(of: "uscc") == nil)
  }

  @Test func `salts are fresh`() throws {
    let digests = try (0..<2).flatMap { _ in try SDJWTSamples.credential().disclosures.map(\.digest) }
    #expect(Set(digests).count == digests.count)
  }

  @Test func `a credential without anything disclosable has no digests`() throws {
    let issued = try SDJWT.issue(claims: ["a": 1], disclosable: [], with: issuer)
    #expect(issued.issuerJWT.unverifiedClaims == ["a": 1])
    #expect(try issued.verifiedClaims(issuerKey: issuer.verificationKey) == ["a": 1])
  }

  @Test func `reserved and repeated names are not issued`() throws {
    for name in ["_sd", "...", "_sd_alg"] {
      #expect(throws: SDJWTRejection.reservedName) {
        try SDJWT.issue(claims: [:], disclosable: [(name, 1)], with: issuer)
      }
      #expect(throws: SDJWTRejection.reservedName) {
        try SDJWT.issue(claims: JSONObject([(name, 1)]), disclosable: [], with: issuer)
      }
    }
    #expect(throws: SDJWTRejection.overwritesClaim) {
      try SDJWT.issue(claims: ["a": 1], disclosable: [("a", 2)], with: issuer)
    }
    #expect(throws: SDJWTRejection.overwritesClaim) {
      try SDJWT.issue(claims: [:], disclosable: [("a", 1), ("a", 2)], with: issuer)
    }
  }

  @Test func `a presentation shows what was chosen and nothing else`() throws {
    let issued = try SDJWTSamples.credential()
    let binding = KeyBinding(
      audience: "https://verifier.example", nonce: "n-1", issuedAt: NumericDate(1000), with: holder,
      extraClaims: ["transaction_data_hashes": ["h"], "nonce": "overridden"])
    let presented = try SDJWT(compact: issued.presenting(["name"], keyBinding: binding))
    #expect(presented.disclosures.map(\.name) == ["name"])
    let claims = try presented.verifiedClaims(issuerKey: issuer.verificationKey)
    #expect(claims["name"] == "天津同章示例有限公司")
    #expect(claims["capital"] == .none)
    let holderKey = try SDJWT.holderKey(in: claims)
    let bound = try presented.verifiedKeyBinding(
      holderKey: holderKey, audience: "https://verifier.example", nonce: "n-1", maximumAge: 300, skew: 30,
      at: NumericDate(1010))
    #expect(bound["transaction_data_hashes"] == ["h"])
    #expect(bound["nonce"] == "n-1")
    #expect(bound["sd_hash"] == .string(presented.sdHash))
    #expect(presented.sdHash != issued.sdHash)
  }

  @Test func `a readable claim needs no disclosure and an unknown one is an error`() throws {
    let issued = try SDJWTSamples.credential()
    #expect(try issued.selecting(["uscc"]).disclosures.isEmpty)
    #expect(try issued.selecting([]).disclosures.isEmpty)
    #expect(throws: SDJWTRejection.unknownClaim) { try issued.selecting(["shareholders"]) }
  }

  @Test func `a claim within a disclosed claim is shown with its parent only`() throws {
    let city = Disclosure(name: "city", value: "天津", salt: [1])
    let address = Disclosure(name: "address", value: ["_sd": [.string(city.digest)], "country": "CN"], salt: [2])
    let token = try SDJWTSamples.token(["_sd": [.string(address.digest)]], [address, city])
    #expect(try token.selecting(["address"]).disclosures == [address])
    #expect(try token.selecting(["address", "city"]).disclosures == [address, city])
    #expect(throws: SDJWTRejection.unknownClaim) { try token.selecting(["city"]) }
    let shown = try token.selecting(["address"]).verifiedClaims(issuerKey: issuer.verificationKey)
    #expect(shown == ["address": ["country": "CN"]])
  }

  private static let jws = PublishedVectors.es256Token

  @Test(
    arguments: [
      ("", .malformed), ("a.b.c", .malformed), ("~", .malformedIssuerJWT), ("a.b.c~", .malformedIssuerJWT),
      ("~~", .malformedIssuerJWT), (jws, .malformed), ("\(jws)~~", .malformedDisclosure),
      ("\(jws)~x~", .malformedDisclosure), ("\(jws)~x", .malformedKeyBinding),
      ("\(jws)~\(SDJWTVectors.givenName)", .malformedKeyBinding), ("\(jws)~\(jws)~", .malformedDisclosure),
    ] as [(String, SDJWTRejection)])
  func `text of another form is refused`(compact: String, rejection: SDJWTRejection) {
    #expect(throws: rejection) { try SDJWT(compact: compact) }
  }

  @Test func `too much is refused unread`() throws {
    #expect(throws: SDJWTRejection.tooLarge) { try SDJWT(compact: String(repeating: "~", count: 131_073)) }
    #expect(throws: SDJWTRejection.tooLarge) {
      try SDJWT(compact: PublishedVectors.es256Token + String(repeating: "~", count: 258))
    }
    #expect(throws: SDJWTRejection.tooLarge) { try SDJWT(compact: SDJWTVectors.issued, maximumDisclosures: 9) }
    #expect(try SDJWT(compact: SDJWTVectors.issued, maximumDisclosures: 10).disclosures.count == 10)
  }
}
