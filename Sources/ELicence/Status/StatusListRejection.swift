/// Why a fetched status list says nothing that we may rely on.
package enum StatusListRejection: Error, Sendable, Hashable, CaseIterable {
  case malformed
  case wrongType
  case untrustedIssuer
  /// Signed under a certificate that is for something else.
  case wrongPurpose
  case badSignature
  case wrongSubject
  case notYetValid
  case expired
}
