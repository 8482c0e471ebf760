import ELicence
import JOSE
import OAuthHTTP

extension UnverifiedPresentation {
  /// Notes what a refused presentation said, by its key-binding proof and its issuer's header. No fact of the licence is
  /// told, and no nonce.
  func explain(_ rejection: LicenceRejection, audience: String, accepting roles: Set<HolderRole>, at now: NumericDate) {
    let issuer = credential.issuerJWT.unverifiedClaims ?? [:]
    let proof = credential.keyBinding?.unverifiedClaims ?? [:]
    let check = "presentation.\(rejection)"
    func note(expected: String? = nil, received: String? = nil, skew: Int? = nil) {
      RefusalNotes.current?.add(RefusalNote(check, expected: expected, received: received, skew: skew))
    }
    switch rejection {
    case .wrongAudience: note(expected: audience, received: proof["aud"]?.told ?? "none")
    case .wrongNonce: note(expected: "the nonce of this request", received: "another one")
    case .keyBindingInFuture, .keyBindingTooOld:
      note(
        expected: "a proof made about \(now.seconds)", received: proof["iat"]?.told ?? "none",
        skew: proof["iat"]?.date.map { $0 - now })
    case .credentialExpired, .credentialNotYetValid:
      note(
        expected: "valid at \(now.seconds)",
        received: "nbf \(issuer["nbf"]?.told ?? "none"), exp \(issuer["exp"]?.told ?? "none")")
    case .roleNotAccepted:
      note(expected: roles.map(\.rawValue).sorted().joined(separator: ", "), received: "another role")
    case .wrongType: note(expected: "a business licence", received: issuer["vct"]?.told ?? "none")
    case .untrustedIssuer, .anchorPresented, .issuerCertificateExpired, .issuerCertificateNotYetValid,
      .issuerCertificateRevoked, .issuerCertificateForOtherPurpose, .issuerRevocationUnknown, .issuerNotAllowedForType,
      .badIssuerSignature, .wrongIssuer:
      note(
        expected: "a licence issuer of the trust list (tongzhao trust list)", received: issuer["iss"]?.told ?? "none")
    case .statusUnavailable:
      note(
        expected: "an answer of the status list",
        received: issuer["status"]?["status_list"]?["uri"]?.string ?? "no address")
    case .malformedPresentation, .unsupportedFormat, .forgedDisclosure, .missingHolderKey, .missingKeyBinding,
      .wrongKeyBindingType, .badKeyBindingSignature, .disclosuresAltered, .contextAltered, .malformedClaim,
      .missingClaim, .licenceSuspended, .licenceInvalid, .wrongState, .delegationNotYetValid, .delegationExpired,
      .delegationMatterMissing:
      note()
    }
  }
}
