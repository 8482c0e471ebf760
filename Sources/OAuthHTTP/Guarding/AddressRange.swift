/// A range of addresses in CIDR notation (RFC 4632 §3.1).
package struct AddressRange: Sendable, Hashable {
  private let prefix: IPAddress
  private let length: Int

  /// `10.0.0.0/8`, `fd00::/8`, or one address.
  package init?(_ text: String) {
    let slash = text.firstIndex(of: "/") ?? text.endIndex
    guard let prefix = IPAddress(text[..<slash]) else { return nil }
    let bits = prefix.bytes.count * 8
    self.prefix = prefix
    guard slash < text.endIndex else {
      length = bits
      return
    }
    guard let length = UInt8(text[text.index(after: slash)...]), Int(length) <= bits else { return nil }
    self.length = Int(length)
  }

  /// Whether `address` is in it.
  package func contains(_ address: IPAddress) -> Bool { address.hasPrefix(prefix, length: length) }
}
