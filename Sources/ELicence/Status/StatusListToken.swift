package import JOSE
package import LibCrypto

/// A signed status list (Token Status List §5.1), its `x5c` without the trust anchor (HAIP 1.0 §6.1).
package struct StatusListToken: Sendable, Hashable {
  /// The required `typ`.
  package static let type = "statuslist+jwt"
  /// The media type that it is served as.
  package static let mediaType = "application/statuslist+jwt"

  package let list: StatusList
  package let uri: String
  package let issuedAt: NumericDate
  package let expires: NumericDate?
  /// How many seconds a copy may be kept.
  package let timeToLive: Int?

  /// Signs a list for its address.
  package static func sign(
    _ list: StatusList, uri: String, timeToLive: Int, issuedAt: NumericDate, expires: NumericDate, with key: SigningKey,
    keyID: String? = nil, certificateChain: [Certificate]
  ) throws -> String {
    let claims: JSONObject = [
      "sub": .string(uri), "iat": .integer(issuedAt.seconds), "exp": .integer(expires.seconds),
      "ttl": .integer(Int64(timeToLive)), "status_list": list.json,
    ]
    return try JWS.sign(claims, type: type, keyID: keyID, with: key, certificateChain: certificateChain)
  }

  /// Verifies what was fetched from `uri` (Token Status List §8.3): chain to one of these anchors, signature, `typ`,
  /// `sub` equal to the address, times, the list itself.
  package static func verify(
    _ compact: String, uri: String, trust: TrustList, under anchors: [TrustAnchor], at now: NumericDate, skew: Int = 30
  ) throws(StatusListRejection) -> StatusListToken {
    let token: UnverifiedJWS
    do { token = try UnverifiedJWS(compact: compact, maximumLength: 1 << 22) } catch { throw .malformed }
    guard let chain = token.certificateChain, let leaf = chain.first else { throw .untrustedIssuer }
    let anchor: TrustAnchor
    // Who signs licences may say which of them are over; who says that may not sign any.
    do {
      anchor = try trust.anchor(of: chain, for: [.statusLists, .licences], at: now)
    } catch .chain(.wrongPurpose) {
      throw .wrongPurpose
    } catch {
      throw .untrustedIssuer
    }
    guard anchors.contains(where: { $0.certificate == anchor.certificate }) else { throw .untrustedIssuer }
    let claims: JSONObject
    do {
      claims = try token.verified(by: VerificationKey(certificate: leaf), type: type)
    } catch is JWKRejection {
      throw .badSignature
    } catch JOSERejection.wrongType {
      throw .wrongType
    } catch {
      throw .badSignature
    }
    guard claims["sub"] == .string(uri) else { throw .wrongSubject }
    guard let issuedAt = claims["iat"]?.date, issuedAt <= now + skew else { throw .notYetValid }
    let expires = claims["exp"]?.date
    if claims["exp"] != nil {
      guard let expires, now < expires + skew else { throw .expired }
    }
    let timeToLive = claims["ttl"].flatMap(\.integer).flatMap { Int(exactly: $0) }
    guard let list = claims["status_list"].flatMap(StatusList.init(json:)) else { throw .malformed }
    return StatusListToken(list: list, uri: uri, issuedAt: issuedAt, expires: expires, timeToLive: timeToLive)
  }
}
