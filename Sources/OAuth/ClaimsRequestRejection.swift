/// Why a `claims` parameter was refused. All become `invalid_request`.
package enum ClaimsRequestRejection: Error, Sendable, Hashable, CaseIterable {
  /// Not JSON, or not of the shape of OpenID Connect Core §5.5.
  case malformed
  /// More than 64 claims in a section, or a name of more than 128 bytes.
  case tooLarge
}
