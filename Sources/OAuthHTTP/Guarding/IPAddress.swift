/// An IPv4 or IPv6 address, compared by value and not by text.
package struct IPAddress: Sendable, Hashable, CustomStringConvertible {
  /// 4 or 16 bytes; an IPv4 address mapped into IPv6 is 4 bytes (RFC 4291 §2.5.5.2).
  package let bytes: [UInt8]

  /// Reads dotted decimals or RFC 4291 §2.2 text; nil for all else, also for octal-looking decimals and zones.
  package init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 45 else { return nil }
    if text.utf8.contains(UInt8(ascii: ":")) {
      guard let bytes = Self.v6(String(text)) else { return nil }
      self.bytes = Self.withoutMapping(bytes)
    } else {
      guard let bytes = Self.v4(text) else { return nil }
      self.bytes = bytes
    }
  }

  /// As it stands in a packet: 4 or 16 bytes; nil for any other number.
  init?(network bytes: Slice<UnsafeRawBufferPointer>) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = Self.withoutMapping(Array(bytes))
  }

  private static func withoutMapping(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count == 16, bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF else {
      return bytes
    }
    return Array(bytes[12...])
  }

  /// Whether it is of this host.
  package var isLoopback: Bool {
    bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
  }

  /// Whether its first `length` bits are those of `prefix`.
  func hasPrefix(_ prefix: IPAddress, length: Int) -> Bool {
    guard bytes.count == prefix.bytes.count else { return false }
    let whole = length / 8
    guard bytes[..<whole] == prefix.bytes[..<whole] else { return false }
    let rest = length % 8
    return rest == 0 || (bytes[whole] ^ prefix.bytes[whole]) >> (8 - rest) == 0
  }

  /// Dotted decimals, or eight groups without abbreviation.
  package var description: String {
    // Short enough for no memory of its own; an array of four texts would need much.
    if bytes.count == 4 { return "\(bytes[0]).\(bytes[1]).\(bytes[2]).\(bytes[3])" }
    return stride(from: 0, to: 16, by: 2)
      .map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
      .joined(separator: ":")
  }

  private static func v4(_ text: some StringProtocol) -> [UInt8]? {
    var bytes: [UInt8] = []
    for part in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      // No leading zeros: some read such a number as an octal one.
      guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }),
        part.count == 1 || part.first != UInt8(ascii: "0")
      else { return nil }
      let number = part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
      guard number <= 255 else { return nil }
      bytes.append(UInt8(number))
    }
    return bytes.count == 4 ? bytes : nil
  }

  private static func v6(_ text: String) -> [UInt8]? {
    guard let gap = doubleColon(text) else {
      guard let bytes = groups(text[...], mayEndInDecimals: true), bytes.count == 16 else { return nil }
      return bytes
    }
    guard let head = groups(text[..<gap.lowerBound], mayEndInDecimals: false),
      let tail = groups(text[gap.upperBound...], mayEndInDecimals: true),
      head.count + tail.count <= 14
    else { return nil }
    return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private static func doubleColon(_ text: String) -> Range<String.Index>? {
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == ":", next < text.endIndex, text[next] == ":" { return index..<text.index(after: next) }
      index = next
    }
    return nil
  }

  private static func groups(_ text: Substring, mayEndInDecimals: Bool) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var bytes: [UInt8] = []
    for (index, part) in parts.enumerated() {
      if mayEndInDecimals, index == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")) {
        guard let tail = v4(part) else { return nil }
        bytes += tail
      } else {
        let isHex = part.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x61...0x66).contains($0) || (0x41...0x46).contains($0)
        }
        guard (1...4).contains(part.utf8.count), isHex, let group = UInt16(part, radix: 16) else { return nil }
        bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
      }
    }
    return bytes
  }
}
