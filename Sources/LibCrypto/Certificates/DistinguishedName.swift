/// A subject's name, as a sequence of relative names that are sets of attributes (RFC 5280 §4.1.2.4). Two names are the
/// same when their attributes are, type by number and value code point by code point: looser rules of comparison
/// (RFC 5280 §7.1) would let two people be one.
package struct DistinguishedName: Sendable, Hashable {
  /// One attribute of a name.
  package struct Attribute: Sendable, Hashable {
    /// The type as a dotted decimal.
    package let type: String
    /// The value's UTF-8.
    package let value: [UInt8]
  }

  /// The most general one first, as in the certificate.
  package let relativeNames: [Set<Attribute>]

  init(relativeNames: [Set<Attribute>]) { self.relativeNames = relativeNames }

  /// Reads RFC 4514's text, which begins with the most specific name. Nil for what it does not allow, for an empty name,
  /// and for values in hexadecimal (§2.4), whose type of string nobody can compare.
  package init?(_ text: String) {
    var parser = NameParser(text)
    var names: [Set<Attribute>] = []
    repeat {
      guard let name = parser.relativeName() else { return nil }
      names.append(name)
    } while parser.take(UInt8(ascii: ","))
    guard parser.isAtEnd else { return nil }
    relativeNames = names.reversed()
  }

  /// The short names of RFC 4514 §3, and those that certificates of companies have beside.
  static let types = [
    "CN": "2.5.4.3", "L": "2.5.4.7", "ST": "2.5.4.8", "O": "2.5.4.10", "OU": "2.5.4.11", "C": "2.5.4.6",
    "STREET": "2.5.4.9", "DC": "0.9.2342.19200300.100.1.25", "UID": "0.9.2342.19200300.100.1.1",
    "SERIALNUMBER": "2.5.4.5", "EMAILADDRESS": "1.2.840.113549.1.9.1", "ORGANIZATIONIDENTIFIER": "2.5.4.97",
  ]
}

/// Reads RFC 4514 byte by byte.
private struct NameParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { position == bytes.count }

  mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  /// `attributeTypeAndValue` joined by plus signs.
  mutating func relativeName() -> Set<DistinguishedName.Attribute>? {
    var attributes: Set<DistinguishedName.Attribute> = []
    repeat {
      skipSpaces()
      guard let type = type(), take(UInt8(ascii: "=")), let value = value() else { return nil }
      guard attributes.insert(.init(type: type, value: value)).inserted else { return nil }
    } while take(UInt8(ascii: "+"))
    return attributes
  }

  private mutating func skipSpaces() { while take(UInt8(ascii: " ")) {} }

  private mutating func type() -> String? {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "=") { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let known = DistinguishedName.types[text.uppercased()] { return known }
    let arcs = text.split(separator: ".", omittingEmptySubsequences: false)
    let isNumber = arcs.count > 1 && arcs.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
    return isNumber ? text : nil
  }

  private mutating func value() -> [UInt8]? {
    var value: [UInt8] = []
    /// Where the value ends when spaces that are not escaped are cut off behind it.
    var end = 0
    skipSpaces()
    if position < bytes.count, bytes[position] == UInt8(ascii: "#") { return nil }
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "+"): return Self.text(value.prefix(end))
      case UInt8(ascii: "\\"):
        guard let escaped = escaped() else { return nil }
        value.append(escaped)
        end = value.count
        continue
      case UInt8(ascii: "\""), UInt8(ascii: ";"), UInt8(ascii: "<"), UInt8(ascii: ">"), 0: return nil
      default:
        value.append(byte)
        if byte != UInt8(ascii: " ") { end = value.count }
      }
      position += 1
    }
    return Self.text(value.prefix(end))
  }

  /// A special character, or two hexadecimal digits, behind the backslash.
  private mutating func escaped() -> UInt8? {
    guard position + 1 < bytes.count else { return nil }
    let next = bytes[position + 1]
    if ##" "#+,;<=>\"##.utf8.contains(next) {
      position += 2
      return next
    }
    guard position + 2 < bytes.count, let high = Self.digit(next), let low = Self.digit(bytes[position + 2]) else {
      return nil
    }
    position += 3
    let byte = high << 4 | low
    return byte == 0 ? nil : byte
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
    bytes.isEmpty || String(validating: bytes, as: UTF8.self) == nil ? nil : Array(bytes)
  }
}
