import Crypto
import JOSE
import LibCrypto
import Testing

@Suite struct UnverifiedJWSTests {
  @Test(arguments: [
    (PublishedVectors.rs256Key, PublishedVectors.rs256Token), (PublishedVectors.es256Key, PublishedVectors.es256Token),
  ])
  func `the tokens of RFC 7515 A_2 and A_3 verify`(jwk: JSON, token: String) throws {
    let key = try VerificationKey(jwk: jwk)
    #expect(try UnverifiedJWS(compact: token).verified(by: key, type: nil) == PublishedVectors.joesClaims)
  }

  @Test func `the token of RFC 8037 A_4 verifies`() throws {
    let key = try VerificationKey(jwk: PublishedVectors.edDSAKey)
    let token = try UnverifiedJWS(compact: PublishedVectors.edDSAToken)
    #expect(try token.verifiedPayload(by: key, type: nil) == Array("Example of Ed25519 signing".utf8))
    #expect(throws: JOSERejection.malformed) { try token.verified(by: key, type: nil) }
  }

  /// A token with any header, signed by this key whatever the header says.
  private func token(_ header: JSON, _ payload: JSON = ["iss": "a"], by key: SigningKey) throws -> String {
    let input = Base64URL.encode(header.serialized()) + "." + Base64URL.encode(payload.serialized())
    return input + "." + Base64URL.encode(try key.signature(for: Array(input.utf8)))
  }

  private func refusal(_ compact: String, _ key: VerificationKey, type: String? = nil) -> JOSERejection? {
    do throws(JOSERejection) {
      _ = try UnverifiedJWS(compact: compact).verified(by: key, type: type)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ["none", "None", "NONE", "nOnE", "", "HS256", "HS384", "RS512", "PS384", "ES384", "ES256K", "es256"])
  func `an algorithm that is not offered is refused`(name: String) throws {
    let key = try SigningKey.generate(.es256)
    let header: JSON = ["alg": .string(name)]
    #expect(refusal(try token(header, by: key), key.verificationKey) == .unsupportedAlgorithm)
    let unsigned = Base64URL.encode(header.serialized()) + "." + Base64URL.encode(Array("{}".utf8)) + "."
    #expect(refusal(unsigned, key.verificationKey) == .unsupportedAlgorithm)
  }

  @Test func `an HMAC over the public key is refused`() throws {
    for algorithm in SignatureAlgorithm.allCases {
      let key = try SigningKey.generate(algorithm).verificationKey
      for secret in [key.publicKeyInfoDER, JSON.object(key.jwk).serialized()] {
        for name in ["HS256", algorithm.rawValue] {
          let input = Base64URL.encode(Array(#"{"alg":"\#(name)"}"#.utf8)) + ".e30"
          let code = HMAC<SHA256>.authenticationCode(for: Array(input.utf8), using: SymmetricKey(data: secret))
          let forged = input + "." + Base64URL.encode(Array(code))
          #expect(refusal(forged, key) == (name == "HS256" ? .unsupportedAlgorithm : .badSignature))
        }
      }
    }
  }

  @Test func `the key decides the algorithm`() throws {
    let keys = try SignatureAlgorithm.allCases.map { try SigningKey.generate($0) }
    for signer in keys {
      for claimed in SignatureAlgorithm.allCases {
        let compact = try token(["alg": .string(claimed.rawValue)], by: signer)
        for verifier in keys {
          let expected: JOSERejection? =
            claimed != verifier.algorithm
            ? .algorithmMismatch : signer.algorithm != verifier.algorithm ? .badSignature : nil
          #expect(refusal(compact, verifier.verificationKey) == expected)
        }
      }
    }
  }

  @Test func `another key of the same algorithm does not verify`() throws {
    for algorithm in SignatureAlgorithm.allCases {
      let compact = try JWS.sign(["a": 1], type: nil, keyID: nil, with: .generate(algorithm))
      #expect(refusal(compact, try SigningKey.generate(algorithm).verificationKey) == .badSignature)
    }
  }

  @Test func `a key that comes with the token is not used`() throws {
    let trusted = try SigningKey.generate(.es256)
    let attacker = try SigningKey.generate(.es256)
    let own = JSON.object(attacker.verificationKey.jwk)
    for extra in [["jwk": own], ["jku": "https://a.example/jwks"], ["x5u": "https://a.example/x"]] as [JSONObject] {
      let header = (["alg": "ES256"] as JSONObject).merging(extra)
      #expect(refusal(try token(.object(header), by: attacker), trusted.verificationKey) == .badSignature)
    }
  }

  @Test(
    arguments: [
      (["crit": ["b64"], "b64": false], .unknownCriticalHeader), (["crit": ["exp"], "exp": 1], .unknownCriticalHeader),
      (["crit": []], .malformed), (["crit": "exp"], .malformed), (["crit": [1]], .malformed),
      (["crit": nil], .malformed),
      (["b64": false], .unknownCriticalHeader), (["b64": true], .unknownCriticalHeader), (["kid": 1], .malformed),
      (["typ": []], .malformed), (["alg": 1], .malformed), (["alg": nil], .malformed), (["x5c": []], .malformed),
      (["x5c": "MII="], .malformed), (["x5c": ["MII"]], .malformed), (["x5c": ["AAAA"]], .malformed),
      (["x5c": [1]], .malformed),
    ] as [(JSONObject, JOSERejection)])
  func `a header that breaks a rule is refused though the signature holds`(
    changes: JSONObject, rejection: JOSERejection
  ) throws {
    let key = try SigningKey.generate(.es256)
    let header = (["alg": "ES256"] as JSONObject).merging(changes)
    #expect(refusal(try token(.object(header), by: key), key.verificationKey) == rejection)
  }

  @Test(arguments: [
    "[]", "1", "null", "", "{", #"{"alg":"ES256","alg":"ES256"}"#, #"{"typ":"JWT"}"#, "\u{FEFF}{\"alg\":\"ES256\"}",
    #"{"alg":"ES256"} {}"#,
  ])
  func `a header that is no object with distinct names is malformed`(header: String) throws {
    let key = try SigningKey.generate(.es256)
    let input = Base64URL.encode(Array(header.utf8)) + ".e30"
    let compact = input + "." + Base64URL.encode(try key.signature(for: Array(input.utf8)))
    #expect(refusal(compact, key.verificationKey) == .malformed)
  }

  @Test(arguments: ["[]", "1", "null", "", "{", #"{"iss":"a","iss":"b"}"#, "{}{}", #""text""#])
  func `a payload that is no object with distinct names is malformed`(payload: String) throws {
    let key = try SigningKey.generate(.es256)
    let compact = try JWS.sign(payload: Array(payload.utf8), type: nil, keyID: nil, with: key)
    #expect(refusal(compact, key.verificationKey) == .malformed)
    #expect(try UnverifiedJWS(compact: compact).unverifiedClaims == nil)
    #expect(
      try UnverifiedJWS(compact: compact).verifiedPayload(by: key.verificationKey, type: nil) == Array(payload.utf8))
  }

  @Test func `only three parts of canonical base64url make a token`() throws {
    let key = try SigningKey.generate(.es256)
    let sound = try JWS.sign(["a": 1], type: nil, keyID: nil, with: key)
    #expect(refusal(sound, key.verificationKey) == nil)
    let parts = sound.split(separator: ".").map(String.init)
    let broken = [
      "", ".", "..", "...", parts[0], parts[0] + "." + parts[1], sound + ".", "." + sound, sound + "=", sound + "\n",
      " " + sound, parts[0] + "=." + parts[1] + "." + parts[2], parts[0] + "..", parts[0] + "~" + parts[1],
      sound + "." + parts[2], sound.replacing(".", with: ". "),
    ]
    for compact in broken { #expect(refusal(compact, key.verificationKey) != nil) }
  }

  @Test func `a token that is too long is refused unread`() throws {
    #expect(throws: JOSERejection.tooLarge) { try UnverifiedJWS(compact: String(repeating: "a", count: 65537)) }
    #expect(throws: JOSERejection.malformed) { try UnverifiedJWS(compact: String(repeating: "a", count: 65536)) }
    #expect(throws: JOSERejection.tooLarge) {
      try UnverifiedJWS(compact: PublishedVectors.es256Token, maximumLength: 100)
    }
  }

  @Test func `the type must be the one expected`() throws {
    let key = try SigningKey.generate(.es256)
    func sign(_ type: String?) throws -> String { try JWS.sign(["a": 1], type: type, keyID: nil, with: key) }
    for type in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"] {
      #expect(refusal(try sign(type), key.verificationKey, type: "at+jwt") == nil)
      #expect(refusal(try sign(type), key.verificationKey, type: "application/at+jwt") == nil)
      #expect(refusal(try sign(type), key.verificationKey) == nil)
    }
    for type in [nil, "", "JWT", "at+jwt ", "application/", "application/x/at+jwt", "text/at+jwt", "xat+jwt"]
      as [String?]
    {
      #expect(refusal(try sign(type), key.verificationKey, type: "at+jwt") == .wrongType)
    }
  }

  @Test func `"application/" is left out only where no other slash follows`() throws {
    let key = try SigningKey.generate(.es256)
    let compact = try JWS.sign(["a": 1], type: "application/x/at+jwt", keyID: nil, with: key)
    #expect(refusal(compact, key.verificationKey, type: "x/at+jwt") == .wrongType)
    #expect(refusal(compact, key.verificationKey, type: "application/x/at+jwt") == nil)
  }

  @Test func `a token finds its key in a set by id, and only by id`() throws {
    let key = try SigningKey.generate(.es256)
    let set = JWKSet(keys: [JWK(key.verificationKey, keyID: "k1")])
    let named = try UnverifiedJWS(compact: JWS.sign(["a": 1], type: nil, keyID: "k1", with: key))
    #expect(try named.verified(by: set, type: nil) == ["a": 1])
    for id in ["k2", nil] {
      let token = try UnverifiedJWS(compact: JWS.sign(["a": 1], type: nil, keyID: id, with: key))
      #expect(throws: JOSERejection.unknownKey) { try token.verified(by: set, type: nil) }
    }
  }

  @Test func `no prefix and no altered byte of a token verifies`() throws {
    for algorithm in SignatureAlgorithm.allCases {
      let key = try SigningKey.generate(algorithm)
      let bytes = Array(try JWS.sign(["iss": "a"], type: "JWT", keyID: "k", with: key).utf8)
      for count in bytes.indices {
        #expect(refusal(String(decoding: bytes[..<count], as: UTF8.self), key.verificationKey) != nil)
        var altered = bytes
        altered[count] = altered[count] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        #expect(refusal(String(decoding: altered, as: UTF8.self), key.verificationKey) != nil)
      }
    }
  }
}
