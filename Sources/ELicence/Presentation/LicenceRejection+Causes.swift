import JOSE
import LibCrypto

extension LicenceRejection {
  init(_ rejection: TrustRejection) {
    self =
      switch rejection {
      case .anchorPresented: .anchorPresented
      case .chain(.expired): .issuerCertificateExpired
      case .chain(.notYetValid): .issuerCertificateNotYetValid
      case .chain(.wrongPurpose): .issuerCertificateForOtherPurpose
      case .chain(.revoked): .issuerCertificateRevoked
      case .chain(.revocationUnknown): .issuerRevocationUnknown
      case .chain(.malformed), .chain(.untrustedAnchor), .chain(.badSignature), .chain(.notAnAuthority),
        .chain(.wrongUsage), .chain(.tooLong):
        .untrustedIssuer
      }
  }

  init(_ rejection: SDJWTRejection) {
    self =
      switch rejection {
      case .malformed, .tooLarge, .malformedIssuerJWT, .malformedKeyBinding: .malformedPresentation
      case .wrongType: .unsupportedFormat
      // The algorithm is the certified key's; another one is a signature that this key did not make.
      case .unsupportedAlgorithm, .badIssuerSignature: .badIssuerSignature
      case .malformedDisclosure, .unsupportedDigestAlgorithm, .malformedDigest, .duplicateDigest, .duplicateDisclosure,
        .unreferencedDisclosure, .misplacedDisclosure, .reservedName, .overwritesClaim, .unknownClaim:
        .forgedDisclosure
      case .missingHolderKey: .missingHolderKey
      case .missingKeyBinding, .unexpectedKeyBinding: .missingKeyBinding
      case .wrongKeyBindingType: .wrongKeyBindingType
      case .badKeyBindingSignature: .badKeyBindingSignature
      case .wrongAudience: .wrongAudience
      case .wrongNonce: .wrongNonce
      case .keyBindingInFuture: .keyBindingInFuture
      case .keyBindingTooOld: .keyBindingTooOld
      case .disclosuresAltered: .disclosuresAltered
      }
  }
}
