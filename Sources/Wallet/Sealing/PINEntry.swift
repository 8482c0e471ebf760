import JOSE

/// What somebody typed as a PIN to open a wallet.
package struct PINEntry: Sendable {
  let digits: [UInt8]

  init(digits: [UInt8]) { self.digits = digits }

  /// Digits as typed; full-width ones, which Chinese keyboards give, become plain. Nothing else is a PIN.
  package init?(_ text: String) {
    var digits: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39: digits.append(UInt8(scalar.value))
      case 0xFF10...0xFF19: digits.append(UInt8(scalar.value - 0xFF10 + 0x30))
      default: return nil
      }
    }
    guard !digits.isEmpty, digits.count <= PIN.maximumLength else { return nil }
    self.digits = digits
  }

  /// Whether two people, or one twice, typed the same.
  package func isSame(as other: PINEntry) -> Bool { constantTimeEquals(digits, other.digits) }
}

extension PINEntry: CustomStringConvertible, CustomReflectable {
  /// Nothing of it.
  package var description: String { "PINEntry(<redacted>)" }
  /// Empty, so that dumps show nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
