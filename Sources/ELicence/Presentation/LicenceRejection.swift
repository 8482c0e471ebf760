/// Why a presented licence is refused; one case a check, in the order of the checks.
package enum LicenceRejection: String, Error, Sendable, Hashable, CaseIterable {
  /// Not a `vp_token` with one SD-JWT, or no SD-JWT at all.
  case malformedPresentation
  /// The issuer-signed JWT is not of `typ` `dc+sd-jwt`.
  case unsupportedFormat
  /// No `x5c`, or one that leads to no trust anchor.
  case untrustedIssuer
  /// The `x5c` contains the trust anchor (HAIP 1.0 §6.1.1).
  case anchorPresented
  case issuerCertificateExpired
  case issuerCertificateNotYetValid
  case issuerCertificateRevoked
  /// The leaf, or an authority above it, is certified for something else than licences.
  case issuerCertificateForOtherPurpose
  /// A revocation list is needed and out of date.
  case issuerRevocationUnknown
  /// The anchor does not vouch for this credential type.
  case issuerNotAllowedForType
  case badIssuerSignature
  /// A disclosure that the issuer did not sign, or that takes the place of what it signed.
  case forgedDisclosure
  /// Not the `vct` that was asked for.
  case wrongType
  /// `iss` is not one that this certificate or its anchor may speak for.
  case wrongIssuer
  /// Past `exp`, or without one: this credential is short-lived.
  case credentialExpired
  case credentialNotYetValid
  /// No usable `cnf.jwk`.
  case missingHolderKey
  case missingKeyBinding
  /// The key-binding JWT is not of `typ` `kb+jwt`.
  case wrongKeyBindingType
  case badKeyBindingSignature
  case wrongAudience
  case wrongNonce
  case keyBindingInFuture
  case keyBindingTooOld
  /// `sd_hash` is of other disclosures.
  case disclosuresAltered
  /// `transaction_data_hashes` is not of what was sent.
  case contextAltered
  case missingClaim
  /// A claim has a value that it cannot have.
  case malformedClaim
  case licenceSuspended
  case licenceInvalid
  /// The status could not be established; that is a refusal, not a doubt in the holder's favour.
  case statusUnavailable
  /// The disclosed `registration_state` is one in which a licence may not be used.
  case wrongState
  case roleNotAccepted
  case delegationNotYetValid
  case delegationExpired
  /// The delegation does not cover the matter.
  case delegationMatterMissing
}
