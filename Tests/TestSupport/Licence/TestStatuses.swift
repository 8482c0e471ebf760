package import ELicence
package import JOSE

/// Tells a status by the index alone.
package struct TestStatuses: LicenceStatusSource {
  package static let uri = "https://issuer.example/status/1"

  package init() {}

  /// The index that has that status.
  package static func reference(to status: CredentialStatus) -> StatusListReference {
    let index =
      switch status {
      case .valid: 11
      case .invalid: 12
      case .suspended: 13
      case .unavailable: 14
      }
    return StatusListReference(uri: uri, index: index)
  }

  package func status(
    of reference: StatusListReference, under anchor: TrustAnchor, at now: NumericDate
  ) async -> CredentialStatus {
    CredentialStatus.allCases.first { Self.reference(to: $0) == reference } ?? .unavailable
  }
}
