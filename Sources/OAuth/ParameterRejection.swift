/// Why a query or form body is not a list of parameters. All become `invalid_request`.
package enum ParameterRejection: Error, Sendable, Hashable, CaseIterable {
  /// A broken percent-escape, a parameter without a name, a control character.
  case malformed
  /// More parameters than allowed.
  case tooMany
  /// More bytes than allowed.
  case tooLong
  /// Bytes that are not UTF-8.
  case notUTF8
}
