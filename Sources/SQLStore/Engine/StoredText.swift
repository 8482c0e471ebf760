/// Texts as every engine can hold them. U+0000, which a stranger may send, is what PostgreSQL refuses and where SQLite's
/// driver cuts a text off, so that one thing would be found under the name of another.
///
/// U+0000 becomes U+10FFFF (which is no character and never will be) and `0`; U+10FFFF itself becomes U+10FFFF and `1`.
enum StoredText {
  /// The first byte of U+10FFFF and its neighbours in UTF-8.
  private static let first: UInt8 = 0xF4

  static func stored(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0 || $0 == first }) else { return text }
    var stored = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\0": stored += "\u{10FFFF}0".unicodeScalars
      case "\u{10FFFF}": stored += "\u{10FFFF}1".unicodeScalars
      default: stored.append(scalar)
      }
    }
    return String(stored)
  }

  static func text(ofStored stored: String) -> String {
    guard stored.utf8.contains(first) else { return stored }
    var scalars = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in stored.unicodeScalars {
      switch (isEscaped, scalar) {
      case (false, "\u{10FFFF}"): isEscaped = true
      case (true, "0"):
        scalars.append("\0")
        isEscaped = false
      case (true, _):
        scalars.append("\u{10FFFF}")
        isEscaped = false
      case (false, _): scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}
