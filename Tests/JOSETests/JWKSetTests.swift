import JOSE
import Testing

@Suite struct JWKSetTests {
  @Test func `RFC 7517 A_1 gives its signature key and passes over the encryption key`() throws {
    let set = try JWKSet(parsing: PublishedVectors.publicKeySet)
    #expect(set.keys.map(\.keyID) == ["2011-04-29"])
    #expect(set.key(id: "2011-04-29")?.key.algorithm == .rs256)
    #expect(set.key(id: "1") == nil)
  }

  @Test func `entries one does not understand are passed over`() throws {
    let known = JWK(try SigningKey.generate(.es256).verificationKey, keyID: "mine").json
    let unknown: [JSON] = [
      ["kty": "EC", "crv": "SM2", "x": "AA", "y": "AA", "kid": "sm"], ["kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"],
      ["kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"], ["kty": "RSA", "n": "AQAB", "e": "AQAB"], [:], "text", nil,
      ["kty": "OKP", "crv": "X25519", "x": "AA", "alg": "ECDH-ES"],
    ]
    let set = try JWKSet(parsing: ["keys": .array(unknown + [known])])
    #expect(set.keys.map(\.json) == [known])
    #expect(try JWKSet(parsing: set.json) == set)
  }

  @Test func `a private key anywhere refuses the set`() throws {
    let known = JWK(try SigningKey.generate(.es256).verificationKey, keyID: "mine").json
    for leak in [["kty": "oct", "k": "AA"], ["kty": "AKP", "d": "AA"], ["use": "enc", "kty": "EC", "d": "AA"]] as [JSON]
    {
      #expect(throws: JWKRejection.privateKeyPresent) { try JWKSet(parsing: ["keys": [known, leak]]) }
    }
  }

  @Test func `what is no set is malformed`() {
    for json in [nil, [], [:], ["keys": [:]], ["keys": "x"]] as [JSON] {
      #expect(throws: JWKRejection.malformed) { try JWKSet(parsing: json) }
    }
    #expect(throws: JWKRejection.tooManyKeys) {
      try JWKSet(parsing: ["keys": .array(Array(repeating: [:], count: 65))])
    }
  }

  @Test func `an id that two keys have finds neither`() throws {
    let keys = try [SigningKey.generate(.es256), .generate(.edDSA)].map { JWK($0.verificationKey, keyID: "same") }
    let other = JWK(try SigningKey.generate(.es256).verificationKey, keyID: nil)
    #expect(JWKSet(keys: keys + [other]).key(id: "same") == nil)
    #expect(JWKSet(keys: [keys[0], other]).key(id: "same") == keys[0])
    #expect(JWKSet(keys: [keys[0], other]).key(id: "") == nil)
  }

  @Test func `of two keys with one id a signature finds the one that fits`() throws {
    let keys = try [SigningKey.generate(.es256), .generate(.edDSA)].map { JWK($0.verificationKey, keyID: "same") }
    for key in keys { #expect(JWKSet(keys: keys).key(id: "same", for: key.key.algorithm) == key) }
    #expect(
      JWKSet(keys: keys).key(id: "same", for: .rs256) == nil && JWKSet(keys: keys).key(id: "same", for: nil) == nil)
    let rival = JWK(try SigningKey.generate(.es256).verificationKey, keyID: "same")
    #expect(JWKSet(keys: keys + [rival]).key(id: "same", for: .es256) == nil, "which one is meant is not guessed")
    // A single one is meant whatever the signature says; that it does not fit is found when it is verified.
    #expect(JWKSet(keys: [keys[0]]).key(id: "same", for: .edDSA) == keys[0])
  }
}
