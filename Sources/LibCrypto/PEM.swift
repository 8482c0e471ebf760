/// Textual encodings of RFC 7468: blocks between BEGIN and END lines. Text around the blocks is explanation and is
/// passed over (§2).
package enum PEM {
  package static func text(_ label: String, _ der: [UInt8]) -> String {
    var lines = ["-----BEGIN \(label)-----"]
    let characters = encodeBase64(der)
    for start in stride(from: 0, to: characters.count, by: 64) {
      lines.append(String(decoding: characters[start..<min(start + 64, characters.count)], as: UTF8.self))
    }
    lines.append("-----END \(label)-----\n")
    return lines.joined(separator: "\n")
  }

  /// The contents of all blocks with this label, in order; nil when any of them is damaged.
  package static func blocks(_ label: String, in text: String) -> [[UInt8]]? {
    let begin = "-----BEGIN \(label)-----"
    let end = "-----END \(label)-----"
    var found: [[UInt8]] = []
    var open: [UInt8]?
    // By bytes: Swift reads CR LF as one character.
    for raw in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let line = raw.trimmed
      if line.elementsEqual(begin.utf8) {
        guard open == nil else { return nil }
        open = []
      } else if line.elementsEqual(end.utf8) {
        guard let characters = open, let der = decodeBase64(characters) else { return nil }
        found.append(der)
        open = nil
      } else if open != nil {
        open?.append(contentsOf: line)
      }
    }
    return open == nil ? found : nil
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  private static func encodeBase64(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      bits <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        out.append(place <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
      }
    }
    return out
  }

  private static func decodeBase64(_ characters: [UInt8]) -> [UInt8]? {
    guard !characters.isEmpty, characters.count % 4 == 0 else { return nil }
    let padding = characters.suffix(2).count { $0 == UInt8(ascii: "=") }
    let digits = characters.dropLast(padding)
    var out: [UInt8] = []
    out.reserveCapacity(characters.count / 4 * 3)
    var bits: UInt32 = 0
    var held = 0
    for character in digits {
      let value = values[Int(character)]
      guard value != 0xFF else { return nil }
      bits = bits << 6 | UInt32(value)
      held += 6
      if held >= 8 {
        held -= 8
        out.append(UInt8(truncatingIfNeeded: bits >> UInt32(held)))
        bits &= (1 << UInt32(held)) - 1
      }
    }
    return bits == 0 ? out : nil
  }
}

extension Substring.UTF8View {
  fileprivate var trimmed: Self {
    var view = self
    while let first = view.first, first == 0x20 || first == 0x09 { view.removeFirst() }
    while let last = view.last, last == 0x20 || last == 0x09 { view.removeLast() }
    return view
  }
}
