/// Reads digits as people type them.
enum TypedDigits {
  /// Exactly `count` digits; spaces and hyphens between them do not matter, full-width digits count as digits.
  static func read(_ text: String, count: Int) -> String? {
    var digits = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39: digits.unicodeScalars.append(scalar)
      case 0xFF10...0xFF19: digits += String(scalar.value - 0xFF10)
      case 0x20, 0x2D, 0x3000, 0xA0: continue
      default: return nil
      }
      guard digits.utf8.count <= count else { return nil }
    }
    return digits.utf8.count == count ? digits : nil
  }
}
