import Crypto
import JOSE
import LibCrypto
import Testing

@Suite struct SigningKeyTests {
  private let message = Array("message".utf8)

  @Test(arguments: SignatureAlgorithm.allCases)
  func `a key signs with its algorithm and comes back from PKCS8`(algorithm: SignatureAlgorithm) throws {
    let key = try SigningKey.generate(algorithm)
    #expect(key.algorithm == algorithm)
    #expect(key.verificationKey.algorithm == algorithm)
    let restored = try SigningKey(algorithm: algorithm, privateRepresentation: key.privateRepresentation)
    #expect(restored.verificationKey == key.verificationKey)
    let signature = try restored.signature(for: message)
    #expect(signature.count == ([.rs256, .ps256].contains(algorithm) ? 256 : 64))
    #expect(key.verificationKey.isValid(signature: signature, for: message))
    #expect(!key.verificationKey.isValid(signature: signature, for: message + [0]))
  }

  @Test(arguments: SignatureAlgorithm.allCases)
  func `a private key of another algorithm is refused`(algorithm: SignatureAlgorithm) throws {
    // Of an RSA key PKCS#8 does not say which of RSA's two signatures it is for.
    let alike: Set<SignatureAlgorithm> = [.rs256, .ps256].contains(algorithm) ? [.rs256, .ps256] : [algorithm]
    for other in SignatureAlgorithm.allCases where !alike.contains(other) {
      let representation = try SigningKey.generate(other).privateRepresentation
      #expect(throws: (any Error).self) {
        try SigningKey(algorithm: algorithm, privateRepresentation: representation)
      }
    }
    #expect(throws: (any Error).self) { try SigningKey(algorithm: algorithm, privateRepresentation: []) }
  }

  @Test func `a description tells nothing of the key`() throws {
    let key = try SigningKey.generate(.edDSA)
    #expect("\(key)" == "SigningKey(EdDSA, <redacted>)")
    #expect(String(reflecting: key) == "SigningKey(EdDSA, <redacted>)")
    var dumped = ""
    dump(key, to: &dumped)
    #expect(!dumped.contains("Key<") && dumped.split(separator: "\n").count == 1)
    #expect(Mirror(reflecting: key).children.isEmpty)
  }

  @Test func `RFC 8037 A_4 is reproduced to the byte`() throws {
    let seed = try #require(Base64URL.decode(PublishedVectors.ed25519Seed))
    let key = SigningKey.edDSA(try Curve25519.Signing.PrivateKey(rawRepresentation: seed))
    #expect(JSON.object(key.verificationKey.jwk) == PublishedVectors.edDSAKey)
    let token = try JWS.sign(payload: Array("Example of Ed25519 signing".utf8), type: nil, keyID: nil, with: key)
    #expect(token == PublishedVectors.edDSAToken)
  }
}
