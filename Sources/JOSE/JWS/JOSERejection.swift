/// Why a signed or encrypted token is not accepted.
package enum JOSERejection: Error, Sendable, Hashable, CaseIterable {
  /// Not a compact token, or a part of it is not what RFC 7515, RFC 7516 or RFC 7519 says.
  case malformed
  case tooLarge
  /// An algorithm that is not offered here, `none` among them.
  case unsupportedAlgorithm
  /// An algorithm that is offered, but is not the one of the key.
  case algorithmMismatch
  /// `typ` is not the one expected (RFC 8725 §3.11).
  case wrongType
  /// `crit` names an extension (RFC 7515 §4.1.11); none is implemented.
  case unknownCriticalHeader
  case badSignature
  case unknownKey
  case wrongIssuer
  case wrongAudience
  case expired
  case notYetValid
  /// A claim that is required is missing or of the wrong type.
  case missingClaim
  case decryptionFailed
}
