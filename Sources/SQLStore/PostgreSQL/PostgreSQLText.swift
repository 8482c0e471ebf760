/// Texts as PostgreSQL can hold them: it has no U+0000. What a stranger sends may have one, and is looked for.
///
/// U+0000 becomes U+10FFFF (which is no character and never will be) and `0`; U+10FFFF itself becomes U+10FFFF and `1`.
enum PostgreSQLText {
  private static let escape: [UInt8] = [0xF4, 0x8F, 0xBF, 0xBF]

  static func stored(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    guard bytes.contains(where: { $0 == 0 || $0 == escape[0] }) else { return bytes }
    var stored: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0: stored += escape + [UInt8(ascii: "0")]
      case 0x10FFFF: stored += escape + [UInt8(ascii: "1")]
      default: stored += Array(String(scalar).utf8)
      }
    }
    return stored
  }

  static func text(ofStored bytes: UnsafeBufferPointer<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard bytes.contains(escape[0]) else { return text }
    var scalars = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
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
