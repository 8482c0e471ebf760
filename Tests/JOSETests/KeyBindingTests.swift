import JOSE
import Testing

@Suite struct KeyBindingTests {
  private let holder = SDJWTSamples.holder
  private let now = NumericDate(2_000_000)

  private func refusal(
    _ presented: SDJWT, audience: String = "https://v.example", nonce: String = "n-1",
    holderKey: VerificationKey? = nil,
    at now: NumericDate? = nil
  ) -> SDJWTRejection? {
    do throws(SDJWTRejection) {
      _ = try presented.verifiedKeyBinding(
        holderKey: holderKey ?? holder.verificationKey, audience: audience, nonce: nonce, maximumAge: 300, skew: 30,
        at: now ?? self.now)
      return nil
    } catch {
      return error
    }
  }

  private func presentation(_ names: Set<String> = ["name"], by key: SigningKey? = nil) throws -> SDJWT {
    let binding = KeyBinding(audience: "https://v.example", nonce: "n-1", issuedAt: now, with: key ?? holder)
    return try SDJWT(compact: SDJWTSamples.credential().presenting(names, keyBinding: binding))
  }

  /// A presentation whose key binding JWT has exactly these claims.
  private func presentation(claims change: (inout JSONObject) -> Void, type: String? = "kb+jwt") throws -> SDJWT {
    let credential = try SDJWTSamples.credential()
    var claims: JSONObject = [
      "aud": "https://v.example", "nonce": "n-1", "iat": .date(now), "sd_hash": .string(credential.sdHash),
    ]
    change(&claims)
    return try SDJWT(
      compact: credential.withoutKeyBinding + JWS.sign(claims, type: type, keyID: nil, with: holder))
  }

  @Test func `a sound binding holds`() throws {
    #expect(refusal(try presentation()) == nil)
    #expect(refusal(try presentation { _ in }) == nil)
  }

  @Test func `a presentation without binding is refused where one is required`() throws {
    #expect(refusal(try SDJWTSamples.credential()) == .missingKeyBinding)
  }

  @Test func `a credential that comes with a binding is refused by a holder`() throws {
    try SDJWTSamples.credential().requireNoKeyBinding()
    let presented = try presentation()
    #expect(throws: SDJWTRejection.unexpectedKeyBinding) { try presented.requireNoKeyBinding() }
  }

  @Test func `another key is refused`() throws {
    let other = try SigningKey.generate(.es256)
    #expect(refusal(try presentation(by: other)) == .badKeyBindingSignature)
    #expect(refusal(try presentation(), holderKey: other.verificationKey) == .badKeyBindingSignature)
    let edDSA = try SigningKey.generate(.edDSA)
    #expect(refusal(try presentation(by: edDSA)) == .badKeyBindingSignature)
  }

  @Test func `another type is refused`() throws {
    for type in [nil, "JWT", "dc+sd-jwt", "kb+jwt+x"] as [String?] {
      #expect(refusal(try presentation(claims: { _ in }, type: type)) == .wrongKeyBindingType)
    }
  }

  @Test func `another audience is refused`() throws {
    #expect(refusal(try presentation(), audience: "https://w.example") == .wrongAudience)
    #expect(refusal(try presentation(), audience: "https://v.example/") == .wrongAudience)
    #expect(refusal(try presentation { $0["aud"] = ["https://v.example"] }) == .wrongAudience)
    #expect(refusal(try presentation { $0["aud"] = nil }) == .wrongAudience)
  }

  @Test func `another nonce is refused`() throws {
    #expect(refusal(try presentation(), nonce: "n-2") == .wrongNonce)
    #expect(refusal(try presentation { $0["nonce"] = nil }) == .wrongNonce)
    #expect(refusal(try presentation { $0["nonce"] = 1 }) == .wrongNonce)
  }

  @Test func `a binding is fresh for its age and the skew`() throws {
    let presented = try presentation()
    #expect(refusal(presented, at: now + 330) == nil)
    #expect(refusal(presented, at: now + 331) == .keyBindingTooOld)
    #expect(refusal(presented, at: now - 30) == nil)
    #expect(refusal(presented, at: now - 31) == .keyBindingInFuture)
    #expect(refusal(try presentation { $0["iat"] = nil }) == .malformedKeyBinding)
    #expect(refusal(try presentation { $0["iat"] = "now" }) == .malformedKeyBinding)
    #expect(refusal(try presentation { $0["iat"] = .integer(.max) }) == .keyBindingInFuture)
    #expect(refusal(try presentation { $0["iat"] = .integer(.min) }) == .keyBindingTooOld)
  }

  @Test func `disclosures added, left out or put in another order are refused`() throws {
    let presented = try presentation(["name", "capital"])
    #expect(refusal(presented) == nil)
    let binding = try #require(presented.keyBinding?.compact)
    let encoded = presented.disclosures.map(\.encoded)
    for other in [[], [encoded[0]], encoded.reversed(), encoded + [encoded[0]]] as [[String]] {
      let text = ([presented.issuerJWT.compact] + other).map { $0 + "~" }.joined() + binding
      #expect(refusal(try SDJWT(compact: text)) == .disclosuresAltered)
    }
    #expect(refusal(try presentation { $0["sd_hash"] = nil }) == .disclosuresAltered)
    #expect(refusal(try presentation { $0["sd_hash"] = "x" }) == .disclosuresAltered)
  }

  @Test func `a binding of one credential does not fit another`() throws {
    let binding = try #require(try presentation().keyBinding?.compact)
    let other = try SDJWTSamples.credential().selecting(["name"])
    #expect(refusal(try SDJWT(compact: other.withoutKeyBinding + binding)) == .disclosuresAltered)
  }

  @Test func `claims without a usable holder key have none`() {
    let key = JSON.object(holder.verificationKey.jwk)
    #expect(throws: Never.self) { try SDJWT.holderKey(in: ["cnf": ["jwk": key]]) }
    for claims in [[:], ["cnf": nil], ["cnf": [:]], ["cnf": key], ["cnf": ["jwk": [:]]], ["cnf": ["kid": "x"]]]
      as [JSONObject]
    {
      #expect(throws: SDJWTRejection.missingHolderKey) { try SDJWT.holderKey(in: claims) }
    }
  }

  @Test func `no prefix of a presentation is a bound presentation`() throws {
    let bytes = Array(try presentation().compact.utf8)
    for count in bytes.indices {
      do throws(SDJWTRejection) {
        let cut = try SDJWT(compact: String(decoding: bytes[..<count], as: UTF8.self))
        #expect(refusal(cut) != nil)
        _ = try cut.verifiedClaims(issuerKey: SDJWTSamples.issuer.verificationKey)
      } catch {
        // Refused by name, which is all that is asked of a cut text.
        #expect(SDJWTRejection.allCases.contains(error))
      }
    }
  }
}
