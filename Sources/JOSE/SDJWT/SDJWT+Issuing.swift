package import LibCrypto

extension SDJWT {
  /// Signs a token with some claims always readable and some selectively disclosable ones at the top level.
  /// Digests are sorted, so that their order tells nothing (RFC 9901 §4.2.4.1); decoys hide how many there are (§4.2.5).
  package static func issue(
    claims: JSONObject, disclosable: [(String, JSON)], type: String = "dc+sd-jwt", with key: SigningKey,
    certificateChain: [Certificate] = [], keyID: String? = nil, decoys: Int = 0, extraHeader: JSONObject = [:]
  ) throws -> SDJWT {
    let disclosures = disclosable.map { Disclosure(name: $0.0, value: $0.1, salt: Random.bytes(16)) }
    let decoys = (0..<decoys).map { _ in Base64URL.encode(Random.bytes(32)) }
    return try issue(
      claims: claims, disclosures: disclosures, decoys: decoys, type: type, with: key,
      certificateChain: certificateChain, keyID: keyID, extraHeader: extraHeader)
  }

  static func issue(
    claims: JSONObject, disclosures: [Disclosure], decoys: [String], type: String, with key: SigningKey,
    certificateChain: [Certificate], keyID: String?, extraHeader: JSONObject
  ) throws -> SDJWT {
    var payload = claims
    for name in claims.names + disclosures.compactMap(\.name)
    where Disclosure.reservedNames.contains(name) || name == "_sd_alg" {
      throw SDJWTRejection.reservedName
    }
    var names = Set(claims.names)
    for disclosure in disclosures {
      guard let name = disclosure.name else { throw SDJWTRejection.misplacedDisclosure }
      guard names.insert(name).inserted else { throw SDJWTRejection.overwritesClaim }
    }
    let digests = (disclosures.map(\.digest) + decoys).sorted()
    if !digests.isEmpty {
      payload["_sd"] = .array(digests.map { .string($0) })
      payload["_sd_alg"] = "sha-256"
    }
    let token = try JWS.sign(
      payload, type: type, keyID: keyID, with: key, certificateChain: certificateChain, extraHeader: extraHeader)
    let issuerJWT = try UnverifiedJWS(compact: token, maximumLength: .max)
    return SDJWT(issuerJWT: issuerJWT, disclosures: disclosures, keyBinding: nil)
  }
}
