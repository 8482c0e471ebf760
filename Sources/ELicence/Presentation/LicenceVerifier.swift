package import JOSE
import LibCrypto

/// Verifies a presented licence. The numbered checks are made in this order and each has its own refusal; the order is
/// the security: nothing is read as a fact before its signature holds.
package struct LicenceVerifier: Sendable {
  package let trust: TrustList
  package let statuses: any LicenceStatusSource

  package init(trust: TrustList, statuses: any LicenceStatusSource) {
    self.trust = trust
    self.statuses = statuses
  }

  /// Accepts or refuses.
  package func verify(
    _ presentation: UnverifiedPresentation, expecting expected: ExpectedPresentation, at now: NumericDate
  ) async throws(LicenceRejection) -> VerifiedLicence {
    let credential = presentation.credential
    let (issuerKey, anchor) = try issuerKey(of: credential, expecting: expected, at: now)  // 1–3
    let claims = try credential.claimsVerified(by: issuerKey)  // 4–6
    let terms = try CredentialTerms(
      claims, of: credential.issuerJWT, under: anchor, expecting: expected, at: now)  // 7–10
    let presentedAt = try credential.keyBindingVerified(
      by: terms.holderKey, expecting: expected, at: now)  // 11–17
    let facts = try DisclosedFacts(claims, expecting: expected)  // 18–19
    let status = try await validStatus(claims, under: anchor, at: now)  // 20
    try facts.checkHolder(expecting: expected, at: now)  // 21–23
    let proof = Proof(facts: facts, terms: terms, anchor: anchor, presentedAt: presentedAt)
    return VerifiedLicence(proof, status: status)
  }

  /// That every check was made: only `verify` can make one.
  struct Proof: Sendable {
    let facts: DisclosedFacts
    let terms: CredentialTerms
    let anchor: TrustAnchor
    let presentedAt: NumericDate

    fileprivate init(facts: DisclosedFacts, terms: CredentialTerms, anchor: TrustAnchor, presentedAt: NumericDate) {
      self.facts = facts
      self.terms = terms
      self.anchor = anchor
      self.presentedAt = presentedAt
    }
  }

  private func issuerKey(
    of credential: SDJWT, expecting expected: ExpectedPresentation, at now: NumericDate
  ) throws(LicenceRejection) -> (VerificationKey, TrustAnchor) {
    // 1 The chain leads to an anchor of ours and does not bring it along (HAIP 1.0 §6.1.1).
    guard let chain = credential.issuerJWT.certificateChain, let leaf = chain.first else { throw .untrustedIssuer }
    let anchor: TrustAnchor
    do { anchor = try trust.anchor(of: chain, for: [.licences], at: now) } catch { throw LicenceRejection(error) }
    // 2 The anchor vouches for this type.
    guard anchor.types.contains(expected.type) else { throw .issuerNotAllowedForType }
    // 3 The leaf's key, and nothing in the header, decides the algorithm.
    do { return (try VerificationKey(certificate: leaf), anchor) } catch { throw .badIssuerSignature }
  }

  private func validStatus(
    _ claims: JSONObject, under anchor: TrustAnchor, at now: NumericDate
  ) async throws(LicenceRejection) -> StatusListReference {
    // 20 The status now. A credential that names no list cannot be asked about, which is no better than a silent list.
    guard let reference = claims["status"].flatMap(StatusListReference.init(json:)) else { throw .statusUnavailable }
    switch await statuses.status(of: reference, under: anchor, at: now) {
    case .valid: return reference
    case .invalid: throw .licenceInvalid
    case .suspended: throw .licenceSuspended
    case .unavailable: throw .statusUnavailable
    }
  }
}
