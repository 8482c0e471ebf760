import JOSE
import LibCrypto
import Testing

@Suite struct VerificationKeyTests {
  @Test(arguments: [
    (PublishedVectors.thumbprintKey, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"),  // RFC 7638 §3.1
    (PublishedVectors.edDSAKey, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"),  // RFC 8037 §A.3
  ])
  func `thumbprints are those of the RFCs`(jwk: JSON, thumbprint: String) throws {
    #expect(try VerificationKey(jwk: jwk).thumbprint == thumbprint)
  }

  @Test(arguments: SignatureAlgorithm.allCases)
  func `a key comes back from its JWK`(algorithm: SignatureAlgorithm) throws {
    let key = try SigningKey.generate(algorithm).verificationKey
    let restored = try JWK(parsing: JWK(key, keyID: nil).json).key
    #expect(restored == key)
    #expect(restored.hashValue == key.hashValue)
    #expect(restored.thumbprint == key.thumbprint)
    #expect(key.jwk.names == key.jwk.names.sorted())
    #expect(try SigningKey.generate(algorithm).verificationKey != key)
  }

  @Test(arguments: SignatureAlgorithm.allCases)
  func `SubjectPublicKeyInfo is what a certificate of the key carries`(algorithm: SignatureAlgorithm) throws {
    let key = try SigningKey.generate(algorithm).verificationKey
    let root = try CertificateAuthority.makeRoot(commonName: "r", organization: "o", validFrom: 0, days: 1)
    let certificate = try root.issue(
      .credentials, commonName: "c", organization: "o", publicKeyInfoDER: key.publicKeyInfoDER, validFrom: 0, days: 1)
    #expect(certificate.publicKeyInfoDER == key.publicKeyInfoDER)
    // A certificate of an RSA key does not say by which of RSA's two algorithms it signs.
    let read = try VerificationKey(certificate: certificate)
    #expect(algorithm == .ps256 ? read.publicKeyInfoDER == key.publicKeyInfoDER : read == key)
  }

  private func refusal(_ jwk: JSON) -> JWKRejection? {
    do throws(JWKRejection) {
      _ = try VerificationKey(jwk: jwk)
      return nil
    } catch {
      return error
    }
  }

  private func es256(_ changes: JSONObject) -> JSON {
    .object((PublishedVectors.es256Key.object ?? [:]).merging(changes))
  }

  @Test func `private and symmetric keys are refused before anything else`() {
    for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
      #expect(refusal(es256(JSONObject([(name, "AA")]))) == .privateKeyPresent)
    }
    #expect(refusal(["kty": "oct", "k": "AA"]) == .privateKeyPresent)
  }

  @Test func `what is no JWK is malformed`() {
    for jwk in [nil, "x", [], [:], ["kty": 1], ["kty": "EC"], ["kty": "RSA"], ["kty": "OKP", "crv": "Ed25519"]]
      as [JSON]
    {
      #expect(refusal(jwk) == .malformed)
    }
    #expect(refusal(es256(["x": nil])) == .malformed)
    #expect(refusal(es256(["x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU="])) == .malformed)
  }

  @Test func `what is unknown is named`() {
    #expect(refusal(["kty": "AKP", "pub": "AA"]) == .unsupportedKeyType)
    #expect(refusal(es256(["crv": "P-384"])) == .unsupportedCurve)
    #expect(refusal(es256(["crv": "secp256k1"])) == .unsupportedCurve)
    #expect(refusal(["kty": "OKP", "crv": "X25519", "x": "AA"]) == .unsupportedCurve)
    #expect(refusal(["kty": "OKP", "crv": "Ed448", "x": "AA"]) == .unsupportedCurve)
  }

  @Test func `impossible keys are refused`() {
    let zero = JSON.string(Base64URL.encode([UInt8](repeating: 0, count: 32)))
    #expect(refusal(es256(["x": zero, "y": zero])) == .invalidKey)
    #expect(refusal(es256(["y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a4"])) == .invalidKey)
    #expect(refusal(es256(["y": "AMfxRM0bvZt-hyzf7bnuufSzaV1uqQskrYpGIyiFiOWt"])) == .invalidKey)
    #expect(refusal(es256(["y": ""])) == .invalidKey)
    #expect(refusal(["kty": "OKP", "crv": "Ed25519", "x": "AA"]) == .invalidKey)
    // The same point, cut apart at another place.
    let point = ["x", "y"].flatMap { Base64URL.decode(PublishedVectors.es256Key[$0]?.string ?? "") ?? [] }
    let (x, y) = (Base64URL.encode(point[..<31]), Base64URL.encode(point[31...]))
    #expect(refusal(es256(["x": .string(x), "y": .string(y)])) == .invalidKey)
    func rsa(_ n: [UInt8], _ e: [UInt8]) -> JSON {
      ["kty": "RSA", "n": .string(Base64URL.encode(n)), "e": .string(Base64URL.encode(e))]
    }
    let modulus = Base64URL.decode(PublishedVectors.rs256Key["n"]?.string ?? "") ?? []
    #expect(modulus.count == 256)
    #expect(refusal(rsa(modulus, [1, 0, 1])) == nil)
    #expect(refusal(rsa([0] + modulus, [1, 0, 1])) == .invalidKey)
    #expect(refusal(rsa(modulus, [])) == .invalidKey)
    #expect(refusal(rsa(modulus, [1])) == .invalidKey)
    #expect(refusal(rsa(modulus, [1, 0, 0])) == .invalidKey)
    #expect(refusal(rsa(Array(modulus.prefix(128)), [1, 0, 1])) == .invalidKey)
    #expect(refusal(rsa([UInt8](repeating: 0xFF, count: 1025), [1, 0, 1])) == .invalidKey)
  }

  @Test func `signatures of another length or form are not valid`() throws {
    let message = Array("message".utf8)
    for algorithm in SignatureAlgorithm.allCases {
      let key = try SigningKey.generate(algorithm)
      let signature = try key.signature(for: message)
      let wrong: [[UInt8]] = [
        [], Array(signature.dropLast()), signature + [0], [0] + signature,
        [UInt8](repeating: 0, count: signature.count), [UInt8](repeating: 0xFF, count: signature.count),
      ]
      for wrong in wrong { #expect(!key.verificationKey.isValid(signature: wrong, for: message)) }
    }
    let key = try SigningKey.generate(.es256)
    let raw = try key.signature(for: message)
    func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] { [0x02, 0x21, 0x00] + bytes }
    let der = [0x30, 0x46] + integer(raw[..<32]) + integer(raw[32...])
    #expect(!key.verificationKey.isValid(signature: der, for: message))
  }
}
