package import JOSE

// DPoP: a key's proof that it is there, one for each request (RFC 9449). Proofs are checked here, by the server and by
// whoever validates its tokens; that each is used once is remembered by whoever asks.

/// A proof that was checked (RFC 9449 §4.3): somebody holds this key and made this request, now.
package struct DPoPProof: Sendable, Hashable {
  /// The `typ` of proofs.
  package static let type = "dpop+jwt"
  /// The algorithms by which proofs are signed where nobody asked for SM2 (FAPI 2.0 §5.4 has no place for RS256).
  package static let algorithms: [SignatureAlgorithm] = [.es256, .edDSA, .ps256]
  /// Seconds that a proof may be old.
  package static let lifetime = 60
  /// Seconds that the maker's clock may be ahead.
  package static let skew = 30

  /// RFC 7638 thumbprint of the key.
  package let thumbprint: String
  /// The proof's name, which its maker chose.
  package let jti: String
  /// When it was made, by the maker's clock.
  package let issuedAt: NumericDate
  /// The server's nonce in it.
  package let nonce: String?

  /// Checks a proof.
  /// - Parameters:
  ///   - method: the request's method, as sent.
  ///   - urls: the addresses of what was requested; one may be reached by several names.
  ///   - accessToken: the token that is shown with it; nil where none is.
  ///   - algorithms: those that it may be signed by.
  package init(
    _ compact: String, method: String, urls: [String], accessToken: String?,
    algorithms: [SignatureAlgorithm] = Self.algorithms, at now: NumericDate
  ) throws(DPoPRejection) {
    // 1. Form, kind and algorithm.
    let token: UnverifiedJWS
    do { token = try UnverifiedJWS(compact: compact, maximumLength: 8_192) } catch { throw .malformed }
    guard let algorithm = token.algorithm, algorithms.contains(algorithm) else { throw .unsupportedAlgorithm }
    guard let member = token.header["jwk"] else { throw .missingKey }
    let key: VerificationKey
    do { key = try JWK(parsing: member).key(for: algorithm) } catch { throw .invalidKey }
    // 2. Signature, by the key that it brings.
    let claims: JSONObject
    do {
      claims = try token.verified(by: key, type: Self.type)
    } catch {
      throw DPoPRejection(error)
    }
    // 3. This request: method and address.
    guard let htm = claims["htm"]?.string, let htu = claims["htu"]?.string, let jti = claims["jti"]?.string,
      (1...256).contains(jti.utf8.count), let issuedAt = claims["iat"]?.date
    else { throw .missingClaim }
    guard htm.isExactly(method) else { throw .wrongMethod }
    guard let target = DPoPTarget(htu), urls.contains(where: { DPoPTarget($0) == target }) else { throw .wrongAddress }
    // 4. Now.
    guard issuedAt <= now + Self.skew else { throw .notYetValid }
    guard now <= issuedAt + Self.lifetime else { throw .tooOld }
    do throws(JOSERejection) {
      try ClaimRules(issuer: nil, audience: nil, requiresExpiry: false, skew: Self.skew).check(claims, at: now)
    } catch {
      throw DPoPRejection(error)
    }
    // 5. The token that is shown with it.
    if let accessToken {
      guard let hash = claims["ath"]?.string else { throw .missingClaim }
      guard hash.isExactly(Digests.sha256Text(Array(accessToken.utf8))) else { throw .wrongAccessToken }
    }
    if let nonce = claims["nonce"] {
      guard let text = nonce.string else { throw .malformed }
      self.nonce = text
    } else {
      nonce = nil
    }
    thumbprint = key.thumbprint
    self.jti = jti
    self.issuedAt = issuedAt
  }

  /// The name by which it is used up: of its own key's proofs, so that nobody can use up another's.
  package var name: [UInt8] { Digests.sha256(Array("\(thumbprint)/\(jti)".utf8)) }
  /// When it may be forgotten, because it would be refused for its age.
  package var forgetAt: NumericDate { issuedAt + (Self.lifetime + 1) }
}
