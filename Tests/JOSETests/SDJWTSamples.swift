import JOSE

/// A small credential with an issuer and a holder, and tokens with any payload.
enum SDJWTSamples {
  static let issuer = try! SigningKey.generate(.es256)
  static let holder = try! SigningKey.generate(.es256)
  static let readable: JSONObject = [
    "vct": "urn:example:1", "uscc": "91419001MA00000079", "cnf": ["jwk": .object(holder.verificationKey.jwk)],
  ]
  static let disclosable: [(String, JSON)] = [
    ("name", "天津同章示例有限公司"), ("capital", ["amount": 100, "currency": "CNY"]), ("branches", [1, "x"]),
  ]
  static let allClaims = readable.merging(JSONObject(disclosable))

  static func credential(decoys: Int = 0) throws -> SDJWT {
    try SDJWT.issue(claims: readable, disclosable: disclosable, with: issuer, decoys: decoys)
  }

  /// A token whose payload is exactly this one, as an issuer could sign it.
  static func token(_ payload: JSONObject, _ disclosures: [Disclosure]) throws -> SDJWT {
    let jwt = try JWS.sign(payload, type: "dc+sd-jwt", keyID: nil, with: issuer)
    return try SDJWT(compact: ([jwt] + disclosures.map(\.encoded)).map { $0 + "~" }.joined())
  }
}
