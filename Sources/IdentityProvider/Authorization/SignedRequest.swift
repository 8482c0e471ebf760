package import JOSE
package import OAuth
import OAuthHTTP

/// A request object that its client signed (RFC 9101 §4). Only the verifier makes one.
package struct SignedRequest: Sendable {
  private let claims: JSONObject

  fileprivate init(verified claims: JSONObject) { self.claims = claims }

  /// What it says of itself: who made it, for whom, when, and its name.
  var token: JSONObject { JSONObject(claims.filter { Self.ofTheToken.contains($0.name) }) }

  /// What it asks, as parameters: all members but those that speak of the token itself.
  var parameters: [(String, String)] {
    claims.filter { !Self.ofTheToken.contains($0.name) }.flatMap { name, value in
      if let values = value.array, RequestParameters.repeatable.contains(name) { return values.map { (name, $0.told) } }
      return value == .null ? [] : [(name, value.told)]
    }
  }

  private static let ofTheToken: Set<String> = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]
}

/// Believes request objects that their client signed (RFC 9101 §6.2, FAPI 2.0 Message Signing §5.3.1).
package struct SignedRequestVerifier: Sendable {
  /// The types that a request object may name (RFC 9101 §10.8); another kind of token is not taken for one.
  static let type = "oauth-authz-req+jwt"
  private static let longest = 32 * 1024
  private static let skew = 30
  /// Seconds from `nbf` to `exp`, and from `nbf` to now, at most, where the profile bounds them.
  private static let longestLife = 3600

  private let issuer: Issuer

  /// For this issuer.
  package init(issuer: Issuer) { self.issuer = issuer }

  /// The request, once it is known to be this client's.
  /// - Parameter algorithm: the only one that the client may sign by; nil for that of any of its keys.
  package func verified(
    _ compact: String, of client: Client, by algorithm: SignatureAlgorithm?, knowing keys: ClientKeys,
    at now: NumericDate
  ) async throws(RequestRejection) -> SignedRequest {
    // 1. A signed token, of this kind.
    guard compact.utf8.count(where: { $0 == UInt8(ascii: ".") }) != 4 else { throw .encrypted }
    let token: UnverifiedJWS
    do throws(JOSERejection) {
      token = try UnverifiedJWS(compact: compact, maximumLength: Self.longest)
    } catch {
      throw .malformed
    }
    guard token.header["alg"]?.string != "none" else { throw .unsigned }
    guard [nil, "jwt", Self.type, "application/" + Self.type].contains(token.type?.lowercased()) else {
      throw .wrongType
    }
    // 2. By a key and an algorithm that the client registered.
    guard let used = token.algorithm, algorithm.map({ $0 == used }) ?? true,
      SecurityProfile.admits(used, under: client.requests.profile)
    else { throw .excludedAlgorithm }
    let known = await keys.keys(of: client, holding: token.keyID, at: now).verification
    let claims = try claims(of: token, client, known, at: now)
    // 3. What would put other words in the place of these (RFC 9101 §4).
    guard claims["request"] == nil, claims["request_uri"] == nil else { throw .nested }
    // 4. The client's, in both places; and no client assertion that serves a second time (§10.8).
    guard claims["client_id"].map({ $0 == .string(client.id.value) }) ?? true else { throw .otherClient }
    guard claims["sub"] != .string(client.id.value) else { throw .wrongType }
    return SignedRequest(verified: claims)
  }

  private func claims(
    of token: UnverifiedJWS, _ client: Client, _ keys: JWKSet, at now: NumericDate
  ) throws(RequestRejection) -> JSONObject {
    do throws(JOSERejection) {
      let claims = try token.verified(by: try key(of: token, in: keys), type: nil)
      // An array of audiences is taken here: the object speaks to this server whoever else is named.
      try ClaimRules(
        issuer: client.id.value, audiences: [issuer.value], audienceForm: .stringOrArray,
        requiresExpiry: client.requests.profile == .fapi2, skew: Self.skew
      ).check(claims, at: now)
      if client.requests.profile == .fapi2 { try checkLife(claims, at: now) }
      return claims
    } catch {
      RefusalNotes.current?.add(
        "request", error, of: token, issuer: client.id.value, audiences: [issuer.value],
        keys: keys.keys.map { $0.keyID ?? $0.key.thumbprint }, skew: Self.skew, at: now)
      throw RequestRejection(error)
    }
  }

  /// FAPI 2.0 Message Signing §5.3.1: `nbf` at most an hour ago, `exp` at most an hour after it.
  private func checkLife(_ claims: JSONObject, at now: NumericDate) throws(JOSERejection) {
    guard let start = claims["nbf"]?.date, let end = claims["exp"]?.date else { throw .missingClaim }
    guard now - start <= Self.longestLife + Self.skew, end - start <= Self.longestLife else { throw .expired }
  }

  /// By `kid`; without one the only registered key of the algorithm.
  private func key(of token: UnverifiedJWS, in keys: JWKSet) throws(JOSERejection) -> VerificationKey {
    if let keyID = token.keyID {
      guard let key = keys.key(id: keyID, for: token.algorithm) else { throw .unknownKey }
      return key.key
    }
    let candidates = keys.keys.filter { $0.key.algorithm == token.algorithm }
    guard let only = candidates.first, candidates.count == 1 else { throw .unknownKey }
    return only.key
  }
}
