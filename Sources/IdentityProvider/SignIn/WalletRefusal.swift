import ELicence

/// What is said of an answer that does not hold: to the wallet by name, to the page only where the person can do
/// something about it.
struct WalletRefusal: Sendable, Hashable {
  /// The rejection's own name.
  let name: String
  /// For the wallet's developer.
  let sentence: String
  /// For the page; nil where saying it would only tell a stranger's mistake.
  let notice: String?

  init(_ rejection: WalletAnswerRejection) {
    switch rejection {
    case .malformed: self.init("malformedAnswer", "the answer has neither response nor error")
    case .notEncrypted: self.init("notEncrypted", "the presentation must be encrypted (direct_post.jwt)")
    case .notForUs: self.init("notForUs", "the answer is not encrypted to the key of this request")
    case .wrongState: self.init("wrongState", "state is not that of this request")
    case .blocked:
      self.init("licenceBlocked", "the licence is blocked at this service", notice: "licenceBlocked")
    case .levelTooLow:
      self.init(
        "levelTooLow", "the licence's region does not reach the level that the client insists on",
        notice: "levelTooLow")
    case .tooManyLogins:
      self.init("tooManyLogins", "this licence logs in too often; wait", notice: "tooManyLogins")
    case .outOfNumbers:
      self.init(
        "outOfNumbers", "too many wrong numbers were typed after approvals of this licence; wait",
        notice: "outOfNumbers"
      )
    case .refused(let rejection):
      let name = rejection.rawValue
      self.init(name, "the presentation was refused: \(name)", notice: Self.concernsThePerson(rejection) ? name : nil)
    }
  }

  private init(_ name: String, _ sentence: String, notice: String? = nil) {
    self.name = name
    self.sentence = sentence
    self.notice = notice
  }

  /// These come after the key binding was verified, so they are about a licence that its holder really presented.
  private static func concernsThePerson(_ rejection: LicenceRejection) -> Bool {
    switch rejection {
    case .licenceSuspended, .licenceInvalid, .statusUnavailable, .wrongState, .roleNotAccepted,
      .delegationNotYetValid, .delegationExpired, .delegationMatterMissing, .missingClaim:
      true
    case .malformedPresentation, .unsupportedFormat, .untrustedIssuer, .anchorPresented, .issuerCertificateExpired,
      .issuerCertificateNotYetValid, .issuerCertificateRevoked, .issuerCertificateForOtherPurpose,
      .issuerRevocationUnknown,
      .issuerNotAllowedForType,
      .badIssuerSignature, .forgedDisclosure, .wrongType, .wrongIssuer, .credentialExpired, .credentialNotYetValid,
      .missingHolderKey, .missingKeyBinding, .wrongKeyBindingType, .badKeyBindingSignature, .wrongAudience,
      .wrongNonce, .keyBindingInFuture, .keyBindingTooOld, .disclosuresAltered, .contextAltered, .malformedClaim:
      false
    }
  }
}
