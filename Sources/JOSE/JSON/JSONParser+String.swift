extension JSONParser {
  /// Reads a string from its opening to its closing quotation mark (RFC 8259 §7).
  mutating func string() throws(JSONError) -> String {
    index += 1
    let start = index
    // Most strings have no escape: they are taken as one slice.
    while true {
      let byte = try peek()
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return try text(bytes[start..<(index - 1)])
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0x00..<0x20: throw .controlCharacter
      default: index += 1
      }
    }
  }

  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var unescaped = Array(bytes[start..<index])
    while true {
      let byte = try peek()
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return try text(unescaped[...])
      case UInt8(ascii: "\\"): try escape(into: &unescaped)
      case 0x00..<0x20: throw .controlCharacter
      default: unescaped.append(byte)
      }
    }
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(JSONError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalidUTF8 }
    return text
  }

  private mutating func escape(into unescaped: inout [UInt8]) throws(JSONError) {
    let byte = try peek()
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
    case UInt8(ascii: "b"): unescaped.append(0x08)
    case UInt8(ascii: "f"): unescaped.append(0x0C)
    case UInt8(ascii: "n"): unescaped.append(0x0A)
    case UInt8(ascii: "r"): unescaped.append(0x0D)
    case UInt8(ascii: "t"): unescaped.append(0x09)
    case UInt8(ascii: "u"): try unicodeEscape(into: &unescaped)
    default: throw .invalidEscape
    }
  }

  private mutating func unicodeEscape(into unescaped: inout [UInt8]) throws(JSONError) {
    var value = try fourHexDigits()
    if (0xD800..<0xDC00).contains(value) {
      guard try peek() == UInt8(ascii: "\\") else { throw .loneSurrogate }
      index += 1
      guard try peek() == UInt8(ascii: "u") else { throw .loneSurrogate }
      index += 1
      let low = try fourHexDigits()
      guard (0xDC00..<0xE000).contains(low) else { throw .loneSurrogate }
      value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00)
    }
    // Only a low surrogate without its high one is left over to fail here.
    guard let scalar = Unicode.Scalar(value) else { throw .loneSurrogate }
    unescaped.append(contentsOf: String(scalar).utf8)
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = try peek()
      index += 1
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
      default: throw .invalidEscape
      }
    }
    return value
  }
}
