/// Text made safe for HTML content and quoted attributes.
package enum HTMLText {
  /// Escapes by Unicode scalar. By character would be wrong: a quote followed by a combining mark is one character that
  /// equals no quote, but a browser still sees the quote.
  package static func escape(_ text: String) -> String {
    let needsEscape = text.utf8.contains { byte in
      switch byte {
      case 0x22, 0x26, 0x27, 0x3C, 0x3E: true
      default: false
      }
    }
    guard needsEscape else { return text }
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count + 32)
    for byte in text.utf8 {
      switch byte {
      case 0x22: out.append(contentsOf: "&quot;".utf8)
      case 0x26: out.append(contentsOf: "&amp;".utf8)
      case 0x27: out.append(contentsOf: "&#39;".utf8)
      case 0x3C: out.append(contentsOf: "&lt;".utf8)
      case 0x3E: out.append(contentsOf: "&gt;".utf8)
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
