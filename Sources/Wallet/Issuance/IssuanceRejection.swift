/// Why no licence was received.
package enum IssuanceRejection: Error, Sendable, Hashable {
  case notAnOffer
  case malformedOffer
  /// An address that is neither https nor this machine's own.
  case insecureAddress
  case unreachable(String)
  /// The issuer's metadata is missing, incomplete or speaks for another issuer.
  case wrongMetadata
  /// No pre-authorized code, or no licence among what is offered.
  case unsupportedOffer
  case transactionCodeMissing
  /// The issuer said no: its error code and, where it gave one, its sentence.
  case refused(code: String, description: String?)
  case malformedAnswer
  /// The issuer wants us to come again later, which is not supported.
  case deferred
  case malformedCredential
  case wrongType
  case wrongIssuer
  /// The licence's certificate leads to no root that this wallet trusts, or is not for licences.
  case untrustedIssuer
  case issuerCertificateNotValidNow
  case badIssuerSignature
  /// The licence is bound to a key that is not the one we proved.
  case foreignKey
  case expired
  case notYetValid
  case missingClaim
  /// There is no way to obtain this licence anew.
  case notRenewable
  /// The wallet could not write it down.
  case notStored(WalletFileRejection)

  /// Whether it is a matter of whom to believe.
  package var isDistrust: Bool {
    switch self {
    case .untrustedIssuer, .issuerCertificateNotValidNow, .badIssuerSignature, .wrongIssuer, .foreignKey: true
    case .notAnOffer, .malformedOffer, .insecureAddress, .unreachable, .wrongMetadata, .unsupportedOffer,
      .transactionCodeMissing, .refused, .malformedAnswer, .deferred, .malformedCredential, .wrongType, .expired,
      .notYetValid, .missingClaim, .notRenewable, .notStored:
      false
    }
  }

  /// A stable name for programs.
  package var name: String {
    switch self {
    case .unreachable: "unreachable"
    case .refused(let code, _): code
    case .notStored: "notStored"
    case .notAnOffer, .malformedOffer, .insecureAddress, .wrongMetadata, .unsupportedOffer, .transactionCodeMissing,
      .malformedAnswer, .deferred, .malformedCredential, .wrongType, .wrongIssuer, .untrustedIssuer,
      .issuerCertificateNotValidNow, .badIssuerSignature, .foreignKey, .expired, .notYetValid, .missingClaim,
      .notRenewable:
      "\(self)"
    }
  }
}
