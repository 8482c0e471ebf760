package import JOSE
package import KeyCustody

/// Eight letters that a device shows and a person types (RFC 8628 §6.1): consonants only, so that they spell nothing, and
/// no digits, so that nobody takes them for the wallet's codes. One of 25 thousand million.
package struct UserCode: Sendable, Hashable {
  /// Eight letters.
  package let letters: String

  private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ")

  /// A fresh one.
  package init(using generator: inout some RandomNumberGenerator) {
    letters = String((0..<8).compactMap { _ in Self.alphabet.randomElement(using: &generator) })
  }

  /// What was typed: in either case, full-width letters as Chinese keyboards write them, with spaces and hyphens.
  package init?(typed text: String) {
    var letters = ""
    for scalar in text.unicodeScalars.prefix(64) {
      switch scalar.value {
      case 0x20, 0x2D, 0x2010...0x2015, 0x3000, 0xFF0D, 0xA0: continue
      case 0xFF21...0xFF3A, 0xFF41...0xFF5A: letters.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
      case 0x41...0x5A, 0x61...0x7A: letters.unicodeScalars.append(scalar)
      default: return nil
      }
    }
    letters = letters.uppercased()
    guard letters.utf8.count == 8, letters.allSatisfy(Self.alphabet.contains) else { return nil }
    self.letters = letters
  }

  /// As people read it: two groups of four.
  package var spaced: String { letters.prefix(4) + "-" + letters.suffix(4) }
}

extension UserCode {
  /// What the store keeps.
  package func digest(by secrets: ServerSecrets, at now: NumericDate) throws -> [UInt8] {
    digest(by: try secrets.current(.ticket, at: now))
  }

  /// What it may be kept under: the secret can have been exchanged since; there are two at most.
  package func digests(by secrets: ServerSecrets, at now: NumericDate) -> [[UInt8]] {
    secrets.verifying(.ticket, at: now).map { digest(by: $0) }
  }

  private func digest(by secret: ServerSecret) -> [UInt8] {
    secret.authenticationCode(for: Array("user code \(letters)".utf8))
  }
}
