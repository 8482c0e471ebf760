import JOSE
import LibCrypto
import Testing

/// PS256 (RFC 7518 §3.5), against the hand of another library.
@Suite struct PS256Tests {
  private let key: SigningKey

  init() throws { key = try SigningKey(privateJWK: PS256Vectors.privateKey) }

  private static func refusal(_ compact: String, by key: VerificationKey) -> JOSERejection? {
    do throws(JOSERejection) {
      _ = try UnverifiedJWS(compact: compact).verified(by: key, type: nil)
      return nil
    } catch {
      return error
    }
  }

  /// The public JWK, with another `alg` or none.
  private func jwk(_ algorithm: String?) throws -> JWK {
    var members = key.verificationKey.jwk
    members["alg"] = algorithm.map { .string($0) }
    members["kid"] = "k"
    return try JWK(parsing: .object(members))
  }

  @Test func `another library's token verifies`() throws {
    #expect(key.algorithm == .ps256)
    let token = try UnverifiedJWS(compact: PS256Vectors.token)
    #expect(try token.verified(by: key.verificationKey, type: nil) == PublishedVectors.joesClaims)
  }

  @Test(arguments: PS256Vectors.wrong.keys.sorted())
  func `a signature of another kind is none`(name: String) throws {
    let compact = try #require(PS256Vectors.wrong[name])
    #expect(Self.refusal(compact, by: key.verificationKey) == .badSignature)
  }

  @Test func `neither of RSA's two signatures passes under the other's name or by the other's key`() throws {
    let pkcs1 = try SigningKey(algorithm: .rs256, privateRepresentation: key.privateRepresentation)
    #expect(Self.refusal(PS256Vectors.underOtherName, by: pkcs1.verificationKey) == .badSignature)
    #expect(Self.refusal(PS256Vectors.underOtherName, by: key.verificationKey) == .algorithmMismatch)
    #expect(Self.refusal(PS256Vectors.token, by: pkcs1.verificationKey) == .algorithmMismatch)
  }

  @Test func `the JWK's alg decides, and one without leaves the choice to the token`() throws {
    let token = try UnverifiedJWS(compact: PS256Vectors.token)
    #expect(try JWKSet(keys: [jwk("PS256")]).key(of: token) == key.verificationKey)
    #expect(try JWKSet(keys: [jwk(nil)]).key(of: token) == key.verificationKey)
    #expect(throws: JOSERejection.unknownKey) { try JWKSet(keys: [jwk("RS256")]).key(of: token) }
    #expect(throws: JOSERejection.unknownKey) { try JWKSet(keys: [jwk("PS256"), jwk(nil)]).key(of: token) }
    #expect(throws: JWKRejection.unsupportedAlgorithm) { try jwk("PS384") }
  }

  @Test func `a key below 2048 bits is refused`() throws {
    let short = try #require(key.verificationKey.jwk["n"]?.string.flatMap { Base64URL.decode($0) }).suffix(128)
    var members = key.verificationKey.jwk
    members["alg"] = "PS256"
    members["n"] = .string(Base64URL.encode([0xC1] + short.dropFirst()))
    #expect(throws: JWKRejection.invalidKey) { try JWK(parsing: .object(members)) }
  }
}
