import FuzzHarness
import JOSE

extension FuzzTarget {
  static let jws = FuzzTarget.text("jws", maximumLength: 16384) { text in
    guard let token = try? UnverifiedJWS(compact: text) else { return }
    try hold(token.compact == text, "a token is kept as it came")
    try hold(token.header["crit"] == nil && token.header["b64"] == nil, "what must be understood and is not is refused")
    let key = try FuzzKeys.unused()
    try hold((try? token.verifiedPayload(by: key, type: nil)) == nil, "nobody signed with a key that signed nothing")
    _ = (token.unverifiedClaims, token.keyID, token.type, token.algorithm)
    if let claims = token.unverifiedClaims {
      let rules = ClaimRules(
        issuer: "https://a.example", audience: "https://b.example", audienceForm: .stringOrArray, maximumAge: 60)
      for now in [0, 1_700_000_000, Int64.max] { _ = try? rules.check(claims, at: NumericDate(now)) }
    }
  }

  static let jwe = FuzzTarget.text("jwe", maximumLength: 16384) { text in
    _ = try? JWE.header(of: text)
    let key = try KeyAgreementPrivateKey(rawRepresentation: [UInt8](repeating: 7, count: 32))
    let ways: [KeyManagement] = [.ecdhES, .ecdhESA128KW, .ecdhESA256KW]
    let opened = try? JWE.decrypt(text, with: key, allowed: ContentEncryption.allCases, management: ways)
    guard let opened else { return }
    try hold(opened.plaintext == Array("fuzz".utf8), "only what was encrypted is decrypted")
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    try hold(
      parts.allSatisfy { Base64URL.decode($0).map { Base64URL.encode($0) } == String($0) },
      "a token has one text form")
  }

  static let jwkSet = FuzzTarget("jwk-set", maximumLength: 16384) { bytes in
    guard let json = try? JSON(parsing: bytes) else { return }
    if let set = try? JWKSet(parsing: json) {
      try hold((try? JWKSet(parsing: set.json)) == set, "a set that was read and written is read as the same")
      for key in set.keys {
        try hold(key.json["d"] == nil && key.json["k"] == nil, "no private part gets through")
        try hold(!key.key.thumbprint.isEmpty, "a key has a thumbprint")
        _ = key.key.isValid(signature: [UInt8](repeating: 1, count: 64), for: bytes)
      }
    }
    for candidate in [json] + (json["keys"]?.array ?? []).prefix(4) {
      _ = try? KeyAgreementKey(jwk: candidate)
      for way in KeyManagement.allCases {
        guard let key = try? EncryptionKey(jwk: candidate, for: way) else { continue }
        _ = try? JWE.encrypt(bytes, to: key, by: way, encryption: .a128GCM)
      }
    }
  }
}
