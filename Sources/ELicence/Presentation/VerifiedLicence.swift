package import JOSE

/// A licence that was checked from end to end. Only the verifier makes one, so whoever has one need not check again.
package struct VerifiedLicence: Sendable, Hashable {
  package let uscc: CreditCode
  /// The asked claims that were disclosed, without those that are `null`.
  package let disclosed: JSONObject
  package let holder: Holder
  /// RFC 7638, of the device key.
  package let holderKeyThumbprint: String
  /// `iss`, or the leaf certificate's subject when the credential names no issuer.
  package let issuer: String
  package let region: String
  /// How well that region makes sure of its holders.
  package let assurance: LicenceAssurance
  package let status: StatusListReference
  package let credentialExpires: NumericDate
  /// When the issuer last knew the particulars to be so.
  package let asOf: NumericDate
  /// When the holder signed.
  package let presentedAt: NumericDate

  /// The one maker. It lies with the verifier's proof that every check was made.
  init(_ proof: LicenceVerifier.Proof, status: StatusListReference) {
    uscc = proof.facts.uscc
    disclosed = proof.facts.disclosed
    holder = proof.facts.holder
    holderKeyThumbprint = proof.terms.holderKey.thumbprint
    issuer = proof.terms.issuer
    region = proof.anchor.region
    assurance = proof.anchor.terms.assurance
    self.status = status
    credentialExpires = proof.terms.expires
    asOf = proof.terms.asOf
    presentedAt = proof.presentedAt
  }
}
