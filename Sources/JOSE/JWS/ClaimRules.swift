/// The registered claims a token must satisfy (RFC 7519 §4.1), checked after its signature.
package struct ClaimRules: Sendable, Hashable {
  /// How `aud` may be written (RFC 7519 §4.1.3 allows both; many profiles allow one).
  package enum AudienceForm: Sendable, Hashable, CaseIterable {
    /// One string, equal to the expected one.
    case exactString
    /// That string, or an array of strings with the expected one among them.
    case stringOrArray
  }

  /// The expected `iss`; nil when the caller has already found the key by it.
  package var issuer: String?
  /// The values of which one must be in `aud`; nil when the token has no audience.
  package var audiences: [String]?
  /// How `aud` may be written.
  package var audienceForm: AudienceForm
  /// Whether `exp` must be there.
  package var requiresExpiry: Bool
  /// The greatest age by `iat`, in seconds; when given, `iat` must be there.
  package var maximumAge: Int?
  /// How far the two clocks may be apart, in seconds.
  package var skew: Int

  /// Rules for one expected audience.
  package init(
    issuer: String?, audience: String?, audienceForm: AudienceForm = .exactString, requiresExpiry: Bool = true,
    maximumAge: Int? = nil, skew: Int = 30
  ) {
    self.init(
      issuer: issuer, audiences: audience.map { [$0] }, audienceForm: audienceForm, requiresExpiry: requiresExpiry,
      maximumAge: maximumAge, skew: skew)
  }

  /// Rules for an audience that has several names.
  package init(
    issuer: String?, audiences: [String]?, audienceForm: AudienceForm, requiresExpiry: Bool = true,
    maximumAge: Int? = nil, skew: Int = 30
  ) {
    self.issuer = issuer
    self.audiences = audiences
    self.audienceForm = audienceForm
    self.requiresExpiry = requiresExpiry
    self.maximumAge = maximumAge
    self.skew = skew
  }

  /// Throws the first rule that does not hold.
  package func check(_ claims: JSONObject, at now: NumericDate) throws(JOSERejection) {
    if let issuer {
      guard let claim = claims["iss"]?.string else { throw .missingClaim }
      guard claim.isExactly(issuer) else { throw .wrongIssuer }
    }
    if let audiences { try checkAudience(claims["aud"], audiences) }
    if let expiry = try date("exp", in: claims) {
      // RFC 7519 §4.1.4: valid before this time, no longer at it.
      guard now < expiry + skew else { throw .expired }
    } else if requiresExpiry {
      throw .missingClaim
    }
    if let start = try date("nbf", in: claims), start > now + skew { throw .notYetValid }
    if let issued = try date("iat", in: claims) {
      guard issued <= now + skew else { throw .notYetValid }
      if let maximumAge, now > issued + maximumAge + skew { throw .expired }
    } else if maximumAge != nil {
      throw .missingClaim
    }
  }

  private func checkAudience(_ claim: JSON?, _ audiences: [String]) throws(JOSERejection) {
    guard let claim else { throw .missingClaim }
    switch (claim, audienceForm) {
    case (.string(let value), _):
      guard audiences.contains(where: value.isExactly) else { throw .wrongAudience }
    case (.array(let elements), .stringOrArray):
      let values = elements.compactMap(\.string)
      guard values.count == elements.count else { throw .malformed }
      guard values.contains(where: { value in audiences.contains(where: value.isExactly) }) else {
        throw .wrongAudience
      }
    case (.array, .exactString): throw .wrongAudience
    case (.null, _), (.bool, _), (.integer, _), (.number, _), (.object, _): throw .malformed
    }
  }

  private func date(_ name: String, in claims: JSONObject) throws(JOSERejection) -> NumericDate? {
    guard let claim = claims[name] else { return nil }
    guard let date = claim.date else { throw .malformed }
    return date
  }
}
