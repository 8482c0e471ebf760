/// What failed in the C library below, and the reason it gave.
package struct LibCryptoError: Error, Sendable, Hashable {
  /// What was asked for.
  package let operation: String
  /// Why it was not done. Never contains key material.
  package let reason: String

  /// An error with both told.
  package init(operation: String, reason: String) {
    self.operation = operation
    self.reason = reason
  }
}

extension LibCryptoError: CustomStringConvertible {
  /// One line for a log or a terminal.
  package var description: String { "\(operation): \(reason)" }
}
