import Crypto
import JOSE
import LibCrypto
import Testing

/// SM2 among the keys of JOSE; what all keys have in common is tested with all of them.
@Suite struct SM2KeyTests {
  private static let x = "CfnfMR5UIaFQ3X0WHkvFxnIXn60YM_wHa7CP81bzUCA"
  private static let y = "zOpJDOJndaUtxupxjMGqYArtBfvzXghKZjL2By2prRM"
  private static let jwk: JSONObject = ["kty": "EC", "crv": "SM2", "x": .string(x), "y": .string(y)]
  /// Made by another implementation, with the key of GM/T 0003.5 annex A.
  private static let token =
    "eyJhbGciOiJTR0RfU00zX1NNMiIsImtpZCI6InNtMi10ZXN0IiwidHlwIjoiSldUIn0"
    + ".eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlIiwic3ViIjoiOTEzNTAxMDBNMDAwMTAwWTQzIn0"
    + ".H495qj2K9sUDygkS_TwIqo7RqYndf0z8SiF9NYZGASIGF8wBRTb1HVvg9h7AuyXR8hDEMs61f686vQICFwkuEA"

  private func key(_ changes: JSONObject = [:]) throws -> VerificationKey {
    try VerificationKey(jwk: .object(Self.jwk.merging(changes)))
  }

  private func signed(_ claims: JSONObject, alg: String, by sign: ([UInt8]) throws -> [UInt8]) throws -> UnverifiedJWS {
    let header: JSONObject = ["alg": .string(alg)]
    let input = "\(Base64URL.encode(header.serialized())).\(Base64URL.encode(claims.serialized()))"
    return try UnverifiedJWS(compact: "\(input).\(Base64URL.encode(try sign(Array(input.utf8))))")
  }

  @Test func `a token that another implementation made is good`() throws {
    let claims = try UnverifiedJWS(compact: Self.token).verified(by: key(), type: "JWT")
    #expect(claims == ["iss": "https://idp.example", "sub": "91350100M000100Y43"])
  }

  @Test(arguments: ["SM2", "SM2-P-256", "sm2p256v1"]) func `a curve of any of its names is read and one is written`(
    curve: String
  ) throws {
    let read = try key(["crv": .string(curve)])
    #expect(read.algorithm == .sm2)
    #expect(read == (try key()))
    #expect(JSON.object(read.jwk) == .object(Self.jwk))
    #expect(read.thumbprint == (try key().thumbprint))
  }

  @Test(arguments: ["sm2", "SM2P256V1", "SM2 ", "P-256K"]) func `another name is none`(curve: String) {
    #expect(throws: JWKRejection.unsupportedCurve) { try key(["crv": .string(curve)]) }
  }

  @Test(arguments: ["SM2", "GmSM2", "SM3WithSM2"]) func `another name of the algorithm counts where the key says it`(
    name: String
  ) throws {
    let own = try SigningKey.generate(.sm2)
    let token = try signed(["a": 1], alg: name) { try own.signature(for: $0) }
    #expect(token.algorithm == .sm2)
    let plain = own.verificationKey.jwk
    let named = try JWK(parsing: .object(plain.merging(["alg": .string(name)])))
    #expect(try token.verified(by: named.key, type: nil) == ["a": 1])
    #expect(named.key == own.verificationKey && named.json["alg"] == .string(name))
    for other in [plain, plain.merging(["alg": .string(SignatureAlgorithm.sm2.rawValue)])] {
      let key = try JWK(parsing: .object(other)).key
      #expect(throws: JOSERejection.unsupportedAlgorithm) { try token.verified(by: key, type: nil) }
    }
    // The registered name stays good, and no other key takes a name of SM2's.
    let registered = try signed(["a": 1], alg: "SGD_SM3_SM2") { try own.signature(for: $0) }
    #expect(try registered.verified(by: named.key, type: nil) == ["a": 1])
    let p256 = try SigningKey.generate(.es256).verificationKey.jwk.merging(["alg": .string(name)])
    #expect(throws: JWKRejection.unsupportedAlgorithm) { try JWK(parsing: .object(p256)) }
  }

  @Test func `a thumbprint is by SM3`() throws {
    let text = #"{"crv":"SM2","kty":"EC","x":"\#(Self.x)","y":"\#(Self.y)"}"#
    #expect(try key().thumbprint == Base64URL.encode(SM3.hash(Array(text.utf8))))
  }

  @Test func `at_hash is the left half of SM3`() throws {
    let half = try SM3.hash(Array("token".utf8)).prefix(16)
    #expect(try SignatureAlgorithm.sm2.leftHalfHash("token") == Base64URL.encode(half))
  }

  @Test func `a point of P-256 that is labelled SM2 is refused and so is the reverse`() throws {
    let p256 = try SigningKey.generate(.es256).verificationKey.jwk
    for curve in ["SM2", "SM2-P-256", "sm2p256v1"] {
      #expect(throws: JWKRejection.invalidKey) {
        try VerificationKey(jwk: .object(p256.merging(["crv": .string(curve)])))
      }
    }
    #expect(throws: JWKRejection.invalidKey) { try key(["crv": "P-256"]) }
  }

  @Test func `a coordinate of another length is refused`() throws {
    let bytes = try #require(Base64URL.decode(Self.x))
    for wrong in [Array(bytes.dropLast()), [0] + bytes, []] {
      #expect(throws: JWKRejection.invalidKey) { try key(["x": .string(Base64URL.encode(wrong))]) }
    }
  }

  @Test func `a JWK says SM2's algorithm, by one of its names, or none`() throws {
    #expect(try JWK(parsing: .object(Self.jwk.merging(["alg": "SGD_SM3_SM2"]))).key == key())
    for other in ["ES256", "sm2", "SM2SM3", "HS256", "none"] {
      #expect(throws: JWKRejection.unsupportedAlgorithm) {
        try JWK(parsing: .object(Self.jwk.merging(["alg": .string(other)])))
      }
    }
  }

  @Test func `a signature has 64 octets and is not DER`() throws {
    let private2 = try SM2PrivateKey.generate()
    let key = SigningKey.sm2(try SM2SigningKey(private2)).verificationKey
    let good = try signed(["a": 1], alg: "SGD_SM3_SM2") { try private2.signature(for: $0).raw }
    #expect(try good.verified(by: key, type: nil) == ["a": 1])
    let forms: [(SM2Signature) throws -> [UInt8]] = [
      { try $0.der() }, { Array($0.raw.dropLast()) }, { $0.raw + [0] }, { [0] + $0.raw }, { _ in [] },
      { _ in [UInt8](repeating: 0, count: 64) }, { _ in [UInt8](repeating: 0xFF, count: 64) },
    ]
    for form in forms {
      let token = try signed(["a": 1], alg: "SGD_SM3_SM2") { try form(private2.signature(for: $0)) }
      #expect(throws: JOSERejection.badSignature) { try token.verified(by: key, type: nil) }
    }
  }

  @Test func `the public key is no secret of HS256`() throws {
    let point = try SM2PublicKey(x963: [0x04] + #require(Base64URL.decode(Self.x)) + #require(Base64URL.decode(Self.y)))
    for secret in [point.x963, point.publicKeyInfoDER, Array(JSON.object(Self.jwk).serialized())] {
      let token = try signed(["a": 1], alg: "HS256") { input in
        Array(HMAC<SHA256>.authenticationCode(for: input, using: SymmetricKey(data: secret)))
      }
      #expect(throws: JOSERejection.unsupportedAlgorithm) { try token.verified(by: key(), type: nil) }
    }
  }

  @Test(arguments: ["ES256", "EdDSA", "RS256", "PS256"]) func `a header that names another algorithm is refused`(
    alg: String
  ) throws {
    let private2 = try SM2PrivateKey.generate()
    let key = SigningKey.sm2(try SM2SigningKey(private2)).verificationKey
    let token = try signed(["a": 1], alg: alg) { try private2.signature(for: $0).raw }
    #expect(throws: JOSERejection.algorithmMismatch) { try token.verified(by: key, type: nil) }
  }

  @Test func `a private JWK is read with the number of its point only`() throws {
    let number = try #require(Base64URL.decode("OUUgj3shRLE_NuOKxtOflYiTk2koYLUaQvuB7033xbg"))
    let whole = Self.jwk.merging(["d": .string(Base64URL.encode(number))])
    #expect(try SigningKey(privateJWK: .object(whole)).verificationKey == key())
    let other = try SM2PrivateKey.generate().number()
    #expect(throws: JWKRejection.invalidKey) {
      try SigningKey(privateJWK: .object(whole.merging(["d": .string(Base64URL.encode(other))])))
    }
  }

  @Test func `everybody knows the registered algorithms and SM2 is not one of them`() {
    #expect(SignatureAlgorithm.registered.map(\.rawValue) == ["ES256", "EdDSA", "RS256", "PS256"])
    #expect(Set(SignatureAlgorithm.allCases) == Set(SignatureAlgorithm.registered + [.sm2]))
  }
}
