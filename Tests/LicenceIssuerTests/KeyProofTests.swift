import JOSE
import LicenceIssuer
import OAuth
import Testing

@Suite struct KeyProofTests {
  private let issuer = Issuer("https://issuer.example")
  private let now = NumericDate(1_800_000_000)

  /// A proof that is wrong in exactly one thing.
  private func proof(_ refusal: ProofRefusal?) throws -> String {
    let key = try SigningKey.generate(refusal == .unsupportedAlgorithm ? .rs256 : .es256)
    var claims: JSONObject = ["aud": "https://issuer.example", "iat": .date(now), "nonce": "n"]
    var header: JSONObject = ["jwk": .object(key.verificationKey.jwk)]
    var type = KeyProof.type
    switch refusal {
    case nil, .unsupportedAlgorithm: break
    case .malformed: return "not.a.proof"
    case .wrongType: type = "JWT"
    case .missingKey: header = [:]
    case .ambiguousKey: header["kid"] = "1"
    case .unusableKey: header["jwk"] = ["kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"]
    case .badSignature: header["jwk"] = .object(try SigningKey.generate(.es256).verificationKey.jwk)
    case .wrongAudience: claims["aud"] = "https://other.example"
    case .wrongIssuer: claims["iss"] = "another-client"
    case .missingTime: claims["iat"] = nil
    case .tooOld: claims["iat"] = .date(now - KeyProof.maximumAge - 1)
    case .inFuture: claims["iat"] = .date(now + KeyProof.skew + 1)
    case .missingNonce: claims["nonce"] = nil
    }
    return try JWS.sign(claims, type: type, keyID: nil, with: key, extraHeader: header)
  }

  @Test(arguments: ProofRefusal.allCases)
  func `each mistake has its refusal`(refusal: ProofRefusal) throws {
    let issuer = try #require(issuer)
    #expect(throws: refusal) {
      try KeyProof.verify(try proof(refusal), issuer: issuer, clientID: "wallet", at: now)
    }
  }

  @Test func `a proof without a mistake gives its key and nonce`() throws {
    let issuer = try #require(issuer)
    #expect(try KeyProof.verify(try proof(nil), issuer: issuer, clientID: nil, at: now).nonce == "n")
  }

  @Test func `a private key in the header is refused`() throws {
    let issuer = try #require(issuer)
    let key = try SigningKey.generate(.es256)
    let proof = try JWS.sign(
      ["aud": "https://issuer.example", "iat": .date(now), "nonce": "n"], type: KeyProof.type, keyID: nil, with: key,
      extraHeader: ["jwk": .object(key.verificationKey.jwk.merging(["d": "AAAA"]))])
    #expect(throws: ProofRefusal.unusableKey) {
      try KeyProof.verify(proof, issuer: issuer, clientID: nil, at: now)
    }
  }

  @Test func `iss is the client_id, and absent for an anonymous wallet`() throws {
    let issuer = try #require(issuer)
    let key = try SigningKey.generate(.es256)
    let proof = try JWS.sign(
      ["iss": "wallet", "aud": "https://issuer.example", "iat": .date(now), "nonce": "n"], type: KeyProof.type,
      keyID: nil, with: key, extraHeader: ["jwk": .object(key.verificationKey.jwk)])
    #expect(throws: Never.self) { try KeyProof.verify(proof, issuer: issuer, clientID: "wallet", at: now) }
    #expect(throws: ProofRefusal.wrongIssuer) {
      try KeyProof.verify(proof, issuer: issuer, clientID: nil, at: now)
    }
  }

  @Test(arguments: [SignatureAlgorithm.es256, .sm2])
  func `a proof by SM2 is taken by an issuer that signs by it, which goes on taking the others`(
    signature: SignatureAlgorithm
  ) throws {
    let issuer = try #require(issuer)
    let algorithms = KeyProof.algorithms(preferring: signature)
    #expect(algorithms.first == signature)
    for algorithm in [SignatureAlgorithm.es256, .edDSA, .sm2] {
      let key = try SigningKey.generate(algorithm)
      let proof = try JWS.sign(
        ["aud": "https://issuer.example", "iat": .date(now), "nonce": "n"], type: KeyProof.type, keyID: nil, with: key,
        extraHeader: ["jwk": .object(key.verificationKey.jwk)])
      let verify = { try KeyProof.verify(proof, issuer: issuer, clientID: nil, algorithms: algorithms, at: now) }
      if algorithms.contains(algorithm) {
        #expect(try verify().key == key.verificationKey)
      } else {
        #expect(throws: ProofRefusal.unsupportedAlgorithm) { try verify() }
      }
    }
  }
}
