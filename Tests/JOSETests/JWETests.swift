import JOSE
import LibCrypto
import Testing

@Suite struct JWETests {
  private let key = KeyAgreementPrivateKey()
  private let plaintext = Array(#"{"vp_token":"…"}"#.utf8)

  private func refusal(
    _ compact: String, _ key: KeyAgreementPrivateKey? = nil, allowed: [ContentEncryption] = ContentEncryption.allCases
  ) -> JOSERejection? {
    do throws(JOSERejection) {
      _ = try JWE.decrypt(compact, with: key ?? self.key, allowed: allowed)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ContentEncryption.allCases)
  func `what is encrypted comes back`(encryption: ContentEncryption) throws {
    let receiver = try KeyAgreementKey(jwk: key.publicJWK(keyID: "enc-1"))
    for plaintext in [plaintext, [], [UInt8](repeating: 7, count: 5000)] {
      let compact = try JWE.encrypt(
        plaintext, to: receiver, encryption: encryption, partyU: [1, 2, 3], partyV: Array("nonce".utf8),
        type: "JWT", contentType: "json")
      let opened = try JWE.decrypt(compact, with: key, allowed: [encryption])
      #expect(opened.plaintext == plaintext)
      #expect(try JWE.header(of: compact) == opened.header)
      #expect(opened.header.names == ["alg", "enc", "kid", "typ", "cty", "apu", "apv", "epk"])
      #expect(opened.header["kid"] == "enc-1")
      #expect(opened.header["alg"] == "ECDH-ES")
      #expect(opened.header["apv"] == .string(Base64URL.encode(Array("nonce".utf8))))
    }
  }

  @Test(arguments: [KeyManagement.ecdhES, .ecdhESA128KW, .ecdhESA256KW], ContentEncryption.allCases)
  func `every way to a key goes with every content encryption`(
    management: KeyManagement, encryption: ContentEncryption
  ) throws {
    var jwk = try #require(key.publicJWK(keyID: "e").object)
    jwk["alg"] = .string(management.rawValue)
    let compact = try JWE.encrypt(
      plaintext, to: EncryptionKey(jwk: .object(jwk), for: management), by: management, encryption: encryption)
    let opened = try JWE.decrypt(compact, with: key, allowed: [encryption], management: [management])
    #expect(opened.plaintext == plaintext)
    #expect(opened.header["alg"] == .string(management.rawValue))
    #expect(opened.header["kid"] == "e")
    let others = KeyManagement.allCases.filter { $0 != management }
    #expect(throws: JOSERejection.unsupportedAlgorithm) {
      try JWE.decrypt(compact, with: key, allowed: [encryption], management: others)
    }
    // Every bit counts: of the key, the vector, the content and the tag.
    for index in (management == .ecdhES ? 2 : 1)...4 {
      var parts = compact.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      var bytes = try #require(Base64URL.decode(parts[index]))
      bytes[bytes.count - 1] ^= 1
      parts[index] = Base64URL.encode(bytes)
      #expect(throws: JOSERejection.decryptionFailed) {
        try JWE.decrypt(
          parts.joined(separator: "."), with: key, allowed: [encryption], management: [management])
      }
    }
  }

  @Test func `a wrapped key has a place in the token, an agreed one has none`() throws {
    let receiver = EncryptionKey.agreement(key.publicKey)
    let direct = try JWE.encrypt(plaintext, to: receiver, by: .ecdhES, encryption: .a128GCM)
    #expect(direct.contains(".."))
    let wrapped = try JWE.encrypt(plaintext, to: receiver, by: .ecdhESA128KW, encryption: .a128GCM)
    let parts = wrapped.split(separator: ".", omittingEmptySubsequences: false)
    #expect(try #require(Base64URL.decode(String(parts[1]))).count == 24)
    let emptied = [parts[0], "", parts[2], parts[3], parts[4]].joined(separator: ".")
    #expect(throws: JOSERejection.malformed) {
      try JWE.decrypt(emptied, with: key, allowed: [.a128GCM], management: [.ecdhESA128KW])
    }
  }

  @Test(arguments: [KeyManagement.rsaOAEP256, .rsaOAEP])
  func `an RSA key gets a content key that only it can open`(management: KeyManagement) throws {
    let rsa = EncryptionKey.rsa(try RSAPrivateKey.generate().publicKey, keyID: "r")
    let compact = try JWE.encrypt(plaintext, to: rsa, by: management, encryption: .a128CBCHS256, contentType: "JWT")
    let header = try JWE.header(of: compact)
    #expect(header["alg"] == .string(management.rawValue))
    #expect(header["kid"] == "r" && header["cty"] == "JWT" && header["epk"] == .none)
    let parts = compact.split(separator: ".", omittingEmptySubsequences: false)
    #expect(try #require(Base64URL.decode(String(parts[1]))).count == 256)
  }

  @Test func `a key of one kind is not used in the way of another`() throws {
    let rsa = EncryptionKey.rsa(try RSAPrivateKey.generate().publicKey, keyID: nil)
    for (receiver, management) in [
      (rsa, KeyManagement.ecdhES), (rsa, .ecdhESA128KW), (.agreement(key.publicKey), .rsaOAEP256),
      (.agreement(key.publicKey), .rsaOAEP),
    ] {
      #expect(throws: JOSERejection.algorithmMismatch) {
        try JWE.encrypt(plaintext, to: receiver, by: management, encryption: .a128GCM)
      }
    }
  }

  @Test func `an explicit id replaces the key's own`() throws {
    let receiver = try KeyAgreementKey(jwk: key.publicJWK(keyID: "own"))
    let compact = try JWE.encrypt(plaintext, to: receiver, encryption: .a128GCM, keyID: "other")
    #expect(try JWE.header(of: compact)["kid"] == "other")
    let nameless = try JWE.encrypt(plaintext, to: key.publicKey, encryption: .a128GCM)
    #expect(try JWE.header(of: nameless)["kid"] == .none)
  }

  @Test func `every token has its own ephemeral key`() throws {
    let headers = try (0..<2).map { _ in
      try JWE.header(of: JWE.encrypt(plaintext, to: key.publicKey, encryption: .a128GCM))
    }
    #expect(headers[0]["epk"] != headers[1]["epk"])
    #expect(headers[0]["epk"]?["d"] == .none)
  }

  @Test func `another key does not open it`() throws {
    let compact = try JWE.encrypt(plaintext, to: key.publicKey, encryption: .a256GCM)
    #expect(refusal(compact, KeyAgreementPrivateKey()) == .decryptionFailed)
  }

  /// The token with its header replaced; a sound one can no longer be authenticated.
  private func withHeader(_ change: (inout JSONObject) -> Void) throws -> String {
    var parts = try JWE.encrypt(plaintext, to: key.publicKey, encryption: .a128GCM, partyU: [1], partyV: [2])
      .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let text = try #require(Base64URL.decode(parts[0]))
    var header = try #require(try JSON(parsing: text).object)
    change(&header)
    parts[0] = Base64URL.encode(header.serialized())
    return parts.joined(separator: ".")
  }

  private func withPart(_ index: Int, _ change: (inout [UInt8]) -> Void) throws -> String {
    var parts = try JWE.encrypt(plaintext, to: key.publicKey, encryption: .a128GCM)
      .split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var bytes = try #require(Base64URL.decode(parts[index]))
    change(&bytes)
    parts[index] = Base64URL.encode(bytes)
    return parts.joined(separator: ".")
  }

  @Test func `a wrong tag, nonce or ciphertext is refused`() throws {
    for index in 2...4 {
      #expect(refusal(try withPart(index) { $0[0] ^= 1 }) == .decryptionFailed)
    }
    #expect(refusal(try withPart(3) { $0.append(0) }) == .decryptionFailed)
    for index in [2, 4] {
      #expect(refusal(try withPart(index) { $0.removeLast() }) == .malformed)
      #expect(refusal(try withPart(index) { $0.append(0) }) == .malformed)
      #expect(refusal(try withPart(index) { $0 = [] }) == .malformed)
    }
    #expect(refusal(try withPart(1) { $0 = [1] }) == .malformed)
  }

  @Test func `the header is authenticated`() throws {
    #expect(refusal(try withHeader { _ in }) == nil)
    #expect(refusal(try withHeader { $0["x"] = 1 }) == .decryptionFailed)
    #expect(refusal(try withHeader { $0["apu"] = "AQI" }) == .decryptionFailed)
    #expect(refusal(try withHeader { $0["apv"] = nil }) == .decryptionFailed)
  }

  @Test(arguments: ["dir", "RSA-OAEP", "RSA1_5", "ECDH-ES+A128KW", "A128KW", "none", "ecdh-es", ""])
  func `another key management is refused`(name: String) throws {
    #expect(refusal(try withHeader { $0["alg"] = .string(name) }) == .unsupportedAlgorithm)
  }

  @Test(arguments: ["A192CBC-HS384", "A192GCM", "a128gcm", "none", ""])
  func `an unknown content encryption is refused`(name: String) throws {
    #expect(refusal(try withHeader { $0["enc"] = .string(name) }) == .unsupportedAlgorithm)
  }

  @Test func `a content encryption that was not offered is refused`() throws {
    let compact = try JWE.encrypt(plaintext, to: key.publicKey, encryption: .a128GCM)
    #expect(refusal(compact, allowed: [.a256GCM]) == .unsupportedAlgorithm)
    #expect(refusal(compact, allowed: []) == .unsupportedAlgorithm)
  }

  @Test func `compression and critical headers are refused`() throws {
    #expect(refusal(try withHeader { $0["zip"] = "DEF" }) == .unsupportedAlgorithm)
    #expect(refusal(try withHeader { $0["zip"] = JSON.null }) == .unsupportedAlgorithm)
    #expect(refusal(try withHeader { $0["crit"] = ["x"] }) == .unknownCriticalHeader)
    #expect(refusal(try withHeader { $0["crit"] = [] }) == .malformed)
  }

  @Test func `an ephemeral key that is none is refused`() throws {
    let coordinate = JSON.string(Base64URL.encode([UInt8](repeating: 1, count: 32)))
    let zero = JSON.string(Base64URL.encode([UInt8](repeating: 0, count: 32)))
    let keys: [JSON?] = [
      .none, .some(.null), "x", [:], ["kty": "EC", "crv": "P-256", "x": coordinate, "y": coordinate],
      ["kty": "EC", "crv": "P-256", "x": zero, "y": zero], ["kty": "EC", "crv": "P-384", "x": zero, "y": zero],
      ["kty": "OKP", "crv": "X25519", "x": coordinate], ["kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"],
    ]
    for epk in keys {
      #expect(refusal(try withHeader { $0["epk"] = epk }) == .malformed)
    }
    let leaking = try withHeader { header in
      var epk = header["epk"]?.object ?? [:]
      epk["d"] = coordinate
      header["epk"] = .object(epk)
    }
    #expect(refusal(leaking) == .malformed)
  }

  @Test func `party information that is not base64url is refused`() throws {
    for name in ["apu", "apv"] {
      #expect(refusal(try withHeader { $0[name] = "A=" }) == .malformed)
      #expect(refusal(try withHeader { $0[name] = 1 }) == .malformed)
    }
  }

  @Test func `no prefix of a token opens`() throws {
    let compact = try JWE.encrypt(plaintext, to: key.publicKey, encryption: .a128GCM)
    for count in 0..<compact.count { #expect(refusal(String(compact.prefix(count))) != nil) }
    #expect(refusal(compact + ".") == .malformed)
    #expect(throws: JOSERejection.tooLarge) {
      try JWE.decrypt(compact, with: key, allowed: [.a128GCM], maximumLength: compact.count - 1)
    }
  }
}
