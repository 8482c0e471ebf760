package import JOSE

/// Somebody whose word about software is believed (RFC 7591 §2.3).
package struct SoftwarePublisher: Sendable, Hashable {
  /// The `iss` of its statements.
  package let issuer: String
  /// The keys that sign them.
  package let keys: JWKSet

  package init(issuer: String, keys: JWKSet) {
    self.issuer = issuer
    self.keys = keys
  }
}

/// Metadata of a piece of software in the words of its publisher, as a signed JWT.
struct SoftwareStatement {
  /// The claims of the token itself, which are no metadata (RFC 7519 §4.1).
  private static let ofTheToken = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]
  private static let skew = 30

  /// What it says of the software. It counts before what the request says (RFC 7591 §2.3).
  let metadata: JSONObject

  /// Believes a statement of one of these publishers.
  init(
    _ compact: String, of publishers: [SoftwarePublisher], at now: NumericDate
  ) throws(RegistrationRefusal) {
    let token: UnverifiedJWS
    do throws(JOSERejection) {
      token = try UnverifiedJWS(compact: compact, maximumLength: 16_384)
    } catch {
      throw .statementUnreadable
    }
    guard let issuer = token.unverifiedClaims?["iss"]?.string else { throw .statementUnreadable }
    guard let publisher = publishers.first(where: { $0.issuer.isExactly(issuer) }) else { throw .unknownPublisher }
    do throws(JOSERejection) {
      var claims = try token.verified(by: publisher.keys, type: nil)
      try ClaimRules(issuer: issuer, audience: nil, requiresExpiry: false, skew: Self.skew).check(claims, at: now)
      for name in Self.ofTheToken { claims[name] = nil }
      metadata = claims
    } catch {
      throw .statementInvalid(error)
    }
  }
}
