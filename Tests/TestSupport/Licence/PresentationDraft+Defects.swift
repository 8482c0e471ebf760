package import ELicence
import JOSE
import LibCrypto

extension PresentationDraft {
  /// Makes the draft one that must be refused for that reason, and for no other.
  package mutating func spoil(_ rejection: LicenceRejection, under authority: TestAuthority) throws {
    let (url, now) = (authority.issuerURL, keyBindingClaims["iat"]?.date ?? TestAuthority.moment)
    switch rejection {
    case .malformedPresentation: break  // no draft can be: the token itself is not an SD-JWT
    case .unsupportedFormat: credentialType = "vc+sd-jwt"
    case .untrustedIssuer: issuer = authority.strangerIssuer
    case .anchorPresented:
      issuer = TestAuthority.Identity(key: issuer.key, chain: issuer.chain + [authority.root.certificate])
    case .issuerCertificateExpired: issuer = authority.expiredIssuer
    case .issuerCertificateNotYetValid: issuer = authority.futureIssuer
    case .issuerCertificateRevoked: issuer = authority.revokedIssuer
    case .issuerCertificateForOtherPurpose: issuer = authority.verifier
    case .issuerRevocationUnknown: issuer = authority.staleIssuer
    case .issuerNotAllowedForType: issuer = authority.otherTypesIssuer
    case .badIssuerSignature: issuerKey = try SigningKey.generate(issuer.key.algorithm)
    case .forgedDisclosure:
      forged = [Disclosure(name: "address", value: "another address", salt: Random.bytes(16))]
    case .wrongType: openClaims["vct"] = "urn:example:other"
    case .wrongIssuer: openClaims["iss"] = "https://other.example"
    case .credentialExpired: openClaims["exp"] = .integer((now - 3600).seconds)
    case .credentialNotYetValid: openClaims["nbf"] = .integer((now + 3600).seconds)
    case .missingHolderKey: openClaims["cnf"] = nil
    case .missingKeyBinding: hasKeyBinding = false
    case .wrongKeyBindingType: keyBindingType = "JWT"
    case .badKeyBindingSignature: keyBindingKey = try SigningKey.generate(keyBindingKey.algorithm)
    case .wrongAudience: keyBindingClaims["aud"] = "x509_san_dns:other.example"
    case .wrongNonce: keyBindingClaims["nonce"] = "another-nonce"
    case .keyBindingInFuture: keyBindingClaims["iat"] = .integer((now + 3600).seconds)
    case .keyBindingTooOld: keyBindingClaims["iat"] = .integer((now - 3600).seconds)
    case .disclosuresAltered: removed = ["entity_name", "delegation"]
    case .contextAltered: keyBindingClaims["transaction_data_hashes"] = [.string(Base64URL.encode(Digests.sha256([])))]
    case .missingClaim: disclosed.remove("holder_id")
    case .malformedClaim: set("uscc", "91350100M000100Y4Z")
    case .wrongState: set("registration_state", .string(LicenceState.revoked.rawValue))
    case .licenceSuspended: openClaims["status"] = TestStatuses.reference(to: .suspended).json
    case .licenceInvalid: openClaims["status"] = TestStatuses.reference(to: .invalid).json
    case .statusUnavailable: openClaims["status"] = TestStatuses.reference(to: .unavailable).json
    case .roleNotAccepted: take(TestLicence(holder: TestLicence.agent), issuerURL: url)
    case .delegationNotYetValid:
      let later = Delegation(notBefore: CalendarDate(at: now).adding(days: 1), grantedBy: "张堃")
      take(TestLicence(holder: TestLicence.manager(later)), issuerURL: url)
    case .delegationExpired:
      let past = Delegation(notAfter: CalendarDate(at: now).adding(days: -1), grantedBy: "张堃")
      take(TestLicence(holder: TestLicence.manager(past)), issuerURL: url)
    case .delegationMatterMissing:
      let other = Delegation(matters: ["another-matter"], grantedBy: "张堃")
      take(TestLicence(holder: TestLicence.manager(other)), issuerURL: url)
    }
  }
}
