import JOSE

extension SDJWT {
  /// The claims that the issuer signed, disclosures put back in place.
  func claimsVerified(by issuerKey: VerificationKey) throws(LicenceRejection) -> JSONObject {
    // 4 The format, 5 the issuer's signature, 6 every disclosure under it (RFC 9901 §7.1).
    do {
      return try verifiedClaims(issuerKey: issuerKey, type: LicenceCredential.format)
    } catch {
      throw LicenceRejection(error)
    }
  }

  /// When the holder signed this presentation, for us, of these disclosures (RFC 9901 §7.3, OpenID4VP 1.0 §14.1).
  func keyBindingVerified(
    by holderKey: VerificationKey, expecting expected: ExpectedPresentation, at now: NumericDate
  ) throws(LicenceRejection) -> NumericDate {
    // 11 There is one, of its own type, so that nothing else that the key signed can pass for it. 12 Signed by the
    // holder's key, whose kind decides the algorithm. 13 For our whole prefixed client_id. 14 For this request.
    // 15 Now. 16 Of these disclosures.
    let claims: JSONObject
    do {
      claims = try verifiedKeyBinding(
        holderKey: holderKey, audience: expected.audience, nonce: expected.nonce, maximumAge: expected.maximumAge,
        skew: expected.skew, at: now)
    } catch {
      throw LicenceRejection(error)
    }
    // 17 Of the context that was sent, and of none when none was.
    guard try Self.transactionDataHashes(claims) == expected.transactionDataHashes else { throw .contextAltered }
    guard let issuedAt = claims["iat"]?.date else { throw .malformedPresentation }
    return issuedAt
  }

  private static func transactionDataHashes(_ claims: JSONObject) throws(LicenceRejection) -> [String] {
    // A request of ours names no algorithm, so SHA-256 is the only one (OpenID4VP 1.0 B.3.3.1).
    if let algorithm = claims["transaction_data_hashes_alg"], algorithm != "sha-256" { throw .contextAltered }
    guard let member = claims["transaction_data_hashes"] else { return [] }
    guard let hashes = member.array?.compactMap(\.string), hashes.count == member.array?.count else {
      throw .contextAltered
    }
    return hashes
  }
}
