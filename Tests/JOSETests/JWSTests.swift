import JOSE
import LibCrypto
import Testing

@Suite struct JWSTests {
  @Test func `the header says what was asked for, and the algorithm of the key`() throws {
    let key = try SigningKey.generate(.es256)
    let compact = try JWS.sign(
      ["b": 1, "a": 2], type: "at+jwt", keyID: "k1", with: key, extraHeader: ["alg": "none", "kid": "x", "trust": "y"])
    let token = try UnverifiedJWS(compact: compact)
    #expect(token.header == ["alg": "ES256", "typ": "at+jwt", "kid": "k1", "trust": "y"])
    #expect(token.algorithm == .es256)
    #expect(token.type == "at+jwt")
    #expect(token.keyID == "k1")
    #expect(token.certificateChain == nil)
    #expect(token.compact == compact)
    #expect(token.payload == Array(#"{"b":1,"a":2}"#.utf8))
    #expect(token.unverifiedClaims == ["b": 1, "a": 2])
    #expect(try token.verified(by: key.verificationKey, type: "at+jwt") == ["b": 1, "a": 2])
  }

  @Test func `a certificate chain travels in x5c, leaf first`() throws {
    let key = try SigningKey.generate(.es256)
    let root = try CertificateAuthority.makeRoot(commonName: "root", organization: "o", validFrom: 0, days: 10)
    let middle = try root.makeIntermediate(commonName: "middle", validFrom: 0, days: 10)
    let leaf = try middle.issue(
      .credentials, commonName: "leaf", organization: "o", publicKeyInfoDER: key.verificationKey.publicKeyInfoDER,
      validFrom: 0, days: 10)
    let compact = try JWS.sign(
      ["a": 1], type: nil, keyID: nil, with: key, certificateChain: [leaf, middle.certificate])
    let token = try UnverifiedJWS(compact: compact)
    #expect(token.certificateChain == [leaf, middle.certificate])
    let first = try #require(token.certificateChain?.first)
    #expect(try token.verified(by: VerificationKey(certificate: first), type: nil) == ["a": 1])
  }

  @Test func `a chain of more than eight certificates is refused`() throws {
    let key = try SigningKey.generate(.es256)
    let root = try CertificateAuthority.makeRoot(commonName: "root", organization: "o", validFrom: 0, days: 10)
    func compact(_ count: Int) throws -> String {
      try JWS.sign(
        [:], type: nil, keyID: nil, with: key, certificateChain: Array(repeating: root.certificate, count: count))
    }
    #expect(try UnverifiedJWS(compact: compact(8)).certificateChain?.count == 8)
    #expect(throws: JOSERejection.malformed) { try UnverifiedJWS(compact: compact(9)) }
  }
}
