import JOSE

/// The checks of an ID token, in the order of OpenID Connect Core 1.0 §3.1.3.7. Pure.
struct IDTokenRules: Sendable {
  let issuer: String
  let clientID: String
  /// The one algorithm this client registered.
  let algorithm: String
  let skew = 30

  static func parse(_ compact: String) throws(TokenRejection) -> UnverifiedJWS {
    do { return try UnverifiedJWS(compact: compact) } catch { throw .malformed }
  }

  func verified(
    _ token: UnverifiedJWS, by key: VerificationKey, nonce: String, accessToken: String, maxAge: Int?,
    at now: NumericDate
  ) throws(TokenRejection) -> JSONObject {
    guard key.algorithm.rawValue == algorithm else { throw .badSignature }
    let claims: JSONObject
    do { claims = try token.verified(by: key, type: nil) } catch { throw TokenRejection(error) }
    guard claims["iss"]?.string?.isExactly(issuer) == true else { throw .wrongIssuer }
    let audiences = claims["aud"]?.array?.compactMap(\.string) ?? [claims["aud"]?.string].compactMap(\.self)
    guard audiences.contains(where: clientID.isExactly) else { throw .wrongAudience }
    if audiences.count > 1, claims["azp"]?.string != clientID { throw .wrongAudience }
    guard let expires = claims["exp"]?.integer, let issued = claims["iat"]?.integer, claims["sub"]?.string != nil else {
      throw .missingClaim
    }
    guard now < NumericDate(expires) + skew else { throw .expired }
    guard NumericDate(issued) <= now + skew else { throw .notYetValid }
    guard claims["nonce"]?.string?.isExactly(nonce) == true else { throw .wrongNonce }
    if let hash = claims["at_hash"]?.string, hash != (try? key.algorithm.leftHalfHash(accessToken)) {
      throw .wrongAccessTokenHash
    }
    if let maxAge {
      guard let authenticated = claims["auth_time"]?.integer else { throw .missingClaim }
      guard now - skew <= NumericDate(authenticated) + maxAge else { throw .loginTooOld }
    }
    return claims
  }

  /// UserInfo that came as a token: it is from the provider, for this client, and no ID token, which has `exp`.
  func userInfo(_ token: UnverifiedJWS, by key: VerificationKey) throws(TokenRejection) -> JSONObject {
    guard key.algorithm.rawValue == algorithm else { throw .badSignature }
    let claims: JSONObject
    do { claims = try token.verified(by: key, type: nil) } catch { throw TokenRejection(error) }
    guard claims["iss"]?.string?.isExactly(issuer) == true else { throw .wrongIssuer }
    let audiences = claims["aud"]?.array?.compactMap(\.string) ?? [claims["aud"]?.string].compactMap(\.self)
    guard audiences.contains(where: clientID.isExactly) else { throw .wrongAudience }
    guard claims["exp"] == nil, claims["nonce"] == nil else { throw .wrongType }
    return claims
  }
}
