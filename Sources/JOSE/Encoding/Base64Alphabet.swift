/// Sixty-four characters and the two directions between them and bytes, without padding.
struct Base64Alphabet: Sendable {
  private let characters: [UInt8]
  private let values: [UInt8]
  private static let absent: UInt8 = 0xFF

  init(_ characters: String) {
    self.characters = Array(characters.utf8)
    var values = [UInt8](repeating: Self.absent, count: 256)
    for (value, character) in self.characters.enumerated() { values[Int(character)] = UInt8(value) }
    self.values = values
  }

  func append(_ bytes: [UInt8], to text: inout [UInt8]) {
    // Written in one go: to append character by character costs more than to find them.
    text += [UInt8](unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { written, count in
      func write(_ index: Int) {
        written[count] = characters[index & 0x3F]
        count += 1
      }
      var index = 0
      while index + 3 <= bytes.count {
        let group = Int(bytes[index]) << 16 | Int(bytes[index + 1]) << 8 | Int(bytes[index + 2])
        write(group >> 18)
        write(group >> 12)
        write(group >> 6)
        write(group)
        index += 3
      }
      switch bytes.count - index {
      case 1:
        let group = Int(bytes[index])
        write(group >> 2)
        write(group << 4)
      case 2:
        let group = Int(bytes[index]) << 8 | Int(bytes[index + 1])
        write(group >> 10)
        write(group >> 4)
        write(group << 2)
      default: break
      }
    }
  }

  func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard text.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count * 3 / 4)
    var pending: UInt32 = 0
    var bits = 0
    for character in text {
      let value = values[Int(character)]
      guard value != Self.absent else { return nil }
      pending = pending << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
      }
    }
    // RFC 4648 §3.5: bits left over must be zero, else two texts would stand for the same bytes.
    guard pending & (1 << UInt32(bits) - 1) == 0 else { return nil }
    return bytes
  }
}
