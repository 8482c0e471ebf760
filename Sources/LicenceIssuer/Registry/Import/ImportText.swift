extension String {
  /// Without ASCII and ideographic spaces at the ends.
  var trimmed: String {
    // Most texts neither begin nor end with a byte that a space could begin or end with.
    func mayBeSpace(_ byte: UInt8?) -> Bool {
      guard let byte else { return false }
      return byte <= 0x20 || byte == 0xE3 || byte == 0xEF || byte == 0x80 || byte == 0xBF
    }
    guard mayBeSpace(utf8.first) || mayBeSpace(utf8.last) else { return self }
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value <= 0x20 || scalar == "\u{3000}" || scalar == "\u{FEFF}"
    }
    var rest = unicodeScalars[...]
    while let scalar = rest.first, isSpace(scalar) { rest.removeFirst() }
    while let scalar = rest.last, isSpace(scalar) { rest.removeLast() }
    return String(rest)
  }

  /// What makes this text one that nobody printed: control characters, marks that turn the direction of writing (they
  /// make a name look like another), or the mark that a conversion leaves for a character that it lost.
  var unprintable: ImportFaultReason? {
    var before: (UInt8, UInt8) = (0, 0)
    for byte in utf8 {
      if byte >= 0x20 && byte <= 0x7E {
        before = (0, 0)
        continue
      }
      switch (before.0, before.1, byte) {
      case (_, _, 0x00...0x08), (_, _, 0x0B...0x0C), (_, _, 0x0E...0x1F), (_, _, 0x7F), (_, 0xC2, 0x80...0x9F),
        (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xA6...0xA9):
        return .controlCharacter
      case (0xEF, 0xBF, 0xBD): return .replacementCharacter
      default: before = (before.1, byte)
      }
    }
    return nil
  }
}
