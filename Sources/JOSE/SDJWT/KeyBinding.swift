/// What a holder signs when presenting (RFC 9901 §4.3).
package struct KeyBinding: Sendable {
  /// `aud`: the verifier.
  package var audience: String
  /// `nonce`: the verifier's.
  package var nonce: String
  /// `iat`
  package var issuedAt: NumericDate
  /// The key whose public half the credential names in `cnf`.
  package var key: SigningKey
  /// Further claims, such as OpenID4VP's `transaction_data_hashes`.
  package var extraClaims: JSONObject

  /// A binding to one verifier's request.
  package init(
    audience: String, nonce: String, issuedAt: NumericDate, with key: SigningKey, extraClaims: JSONObject = [:]
  ) {
    self.audience = audience
    self.nonce = nonce
    self.issuedAt = issuedAt
    self.key = key
    self.extraClaims = extraClaims
  }

  /// `typ` of a key binding JWT.
  package static let type = "kb+jwt"

  func token(sdHash: String) throws -> String {
    var claims = extraClaims
    claims["iat"] = .date(issuedAt)
    claims["aud"] = .string(audience)
    claims["nonce"] = .string(nonce)
    claims["sd_hash"] = .string(sdHash)
    return try JWS.sign(claims, type: Self.type, keyID: nil, with: key)
  }
}
