package import JOSE
package import KeyCustody

/// Eight digits for people who cannot scan: shown by the page, typed into the wallet, good once and for a minute.
package struct TypedCode: Sendable, Hashable {
  /// Eight digits.
  package let digits: String

  /// A fresh one.
  package init(using generator: inout some RandomNumberGenerator) {
    let text = String(UInt32.random(in: 0..<100_000_000, using: &generator))
    digits = String(repeating: "0", count: 8 - text.count) + text
  }

  /// What was typed.
  package init?(typed text: String) {
    guard let digits = TypedDigits.read(text, count: 8) else { return nil }
    self.digits = digits
  }

  /// As people read it: two groups of four.
  package var spaced: String { digits.prefix(4) + " " + digits.suffix(4) }
}

extension TypedCode {
  /// What the store keeps. A minute is too short for a rotation of keys to matter: the person asks for another code.
  package func digest(by secrets: ServerSecrets, at now: NumericDate) throws -> [UInt8] {
    try secrets.current(.ticket, at: now).authenticationCode(for: Array("typed.\(digits)".utf8))
  }
}
