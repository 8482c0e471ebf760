// The licence itself: what is registered about an entity, who may hold its licence, and in which state it is.
// Values only. The credential that carries them is in Credential/, the check of what a wallet presents in
// Presentation/. Nothing here reads a clock, a file or a network.

/// A unified social credit code (统一社会信用代码, GB 32100-2015): eighteen characters of which the last checks the rest.
package struct CreditCode: Sendable, Hashable, CustomStringConvertible {
  /// The eighteen characters, upper case.
  package let value: String

  /// Accepts exactly the standard's form. Full-width or lower-case input is `normalised` before this, never after.
  package init(_ text: String) throws(CreditCodeRejection) {
    let characters = Array(text.utf8)
    guard characters.count == 18 else { throw .length }
    guard characters.allSatisfy({ Self.symbolValue($0) != nil }) else { throw .character }
    // Positions 3–8 are an administrative division of GB/T 2260, which has digits only.
    guard characters[2..<8].allSatisfy({ (0x30...0x39).contains($0) }) else { throw .division }
    guard Self.checkCharacter(of: characters[0..<17]) == characters[17] else { throw .checkCharacter }
    value = text
  }

  private init(unchecked characters: [UInt8]) {
    value = String(decoding: characters, as: UTF8.self)
  }

  package var description: String { value }

  /// Text as people type it, brought to the standard's form: outer spaces gone, full-width narrowed, upper case.
  package static func normalised(_ text: String) -> String {
    var narrowed = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20, 0x09, 0x0A, 0x0D, 0x3000, 0xFEFF: continue
      case 0xFF01...0xFF5E: narrowed.append(Unicode.Scalar(UInt8(scalar.value - 0xFEE0)))
      default: narrowed.append(scalar)
      }
    }
    return String(narrowed).uppercased()
  }

  /// Whether position 17 also checks the organisation code (GB 11714). A few genuine codes fail, so this only warns.
  package var organisationCodeCheckHolds: Bool {
    let characters = Array(value.utf8)
    return Self.organisationCheckCharacter(of: characters[8..<16]) == characters[16]
  }

  /// A made-up, valid code for fixtures and demonstrations: division 419001, `MA` and the serial number.
  package static func synthetic(kind: EntityKind, serial: Int) -> CreditCode {
    precondition(serial >= 0)
    var characters = Array(kind.creditCodePrefix.utf8) + Array("419001MA".utf8)
    var subject: [UInt8] = []
    // Six digits while they last; then six of the alphabet beginning with a letter, which no digits can equal.
    var (rest, base) = serial < 1_000_000 ? (serial, 10) : (serial - 1_000_000 + 10 * 28_629_151, 31)
    for _ in 0..<6 {
      subject.append(alphabet[rest % base])
      (rest, base) = (rest / base, base)
    }
    characters += subject.reversed()
    characters.append(organisationCheckCharacter(of: characters[8..<16]))
    characters.append(checkCharacter(of: characters[0..<17]))
    return CreditCode(unchecked: characters)
  }

  // MARK: The standards' arithmetic

  private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
  private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
  private static let organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]
  private static let symbolValues: [Int8] = {
    var values = [Int8](repeating: -1, count: 256)
    for (value, symbol) in alphabet.enumerated() { values[Int(symbol)] = Int8(value) }
    return values
  }()

  private static func symbolValue(_ character: UInt8) -> Int? {
    let value = symbolValues[Int(character)]
    return value < 0 ? nil : Int(value)
  }

  /// The outer remainder matters: a sum divisible by 31 gives `0`.
  private static func checkCharacter(of first17: ArraySlice<UInt8>) -> UInt8 {
    var sum = 0
    for (character, weight) in zip(first17, weights) { sum += (symbolValue(character) ?? 0) * weight }
    return alphabet[(31 - sum % 31) % 31]
  }

  private static func organisationCheckCharacter(of first8: ArraySlice<UInt8>) -> UInt8 {
    var sum = 0
    for (character, weight) in zip(first8, organisationWeights) {
      // GB 11714 counts letters A=10 … Z=35, without GB 32100's gaps.
      sum += (character <= 0x39 ? Int(character) - 0x30 : Int(character) - 0x41 + 10) * weight
    }
    return switch 11 - sum % 11 {
    case 10: UInt8(ascii: "X")
    case 11: UInt8(ascii: "0")
    case let digit: UInt8(0x30 + digit)
    }
  }
}
