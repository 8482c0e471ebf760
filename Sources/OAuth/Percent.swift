/// Percent-encoding (RFC 3986 §2.1) and `application/x-www-form-urlencoded` (RFC 6749 appendix B), on bytes.
package enum Percent {
  /// RFC 3986 §2.3.
  package static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }

  /// Everything but unreserved characters becomes `%XX` of its UTF-8.
  package static func encode(_ text: String) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(text.utf8.count + 16)
    append(text, to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  /// `a=1&b=2`; a space becomes `%20`, which every form decoder reads as well as `+`.
  package static func formEncode(_ pairs: [(String, String)]) -> String {
    var out: [UInt8] = []
    for (name, value) in pairs {
      if !out.isEmpty { out.append(UInt8(ascii: "&")) }
      append(name, to: &out)
      out.append(UInt8(ascii: "="))
      append(value, to: &out)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// `uri` with these parameters added to its query, keeping the query it has (RFC 6749 §3.1.2) and in front of a
  /// fragment.
  package static func appendQuery(to uri: String, _ pairs: [(String, String)]) -> String {
    guard !pairs.isEmpty else { return uri }
    let fragment = uri.firstIndex(of: "#") ?? uri.endIndex
    let base = uri[..<fragment]
    let joint =
      if base.utf8.contains(UInt8(ascii: "?")) {
        base.hasSuffix("?") || base.hasSuffix("&") ? "" : "&"
      } else {
        "?"
      }
    return base + joint + formEncode(pairs) + uri[fragment...]
  }

  /// The bytes of `text` with each `%XX` decoded and, where told, each `+` read as a space. Nil for a `%` without two
  /// hexadecimal digits: what one parser repairs and another does not is a way past a check.
  package static func decode(_ text: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
    let isEscaped = text.contains { $0 == UInt8(ascii: "%") || plusIsSpace && $0 == UInt8(ascii: "+") }
    // Most texts stand as they are.
    guard isEscaped else { return Array(text) }
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var bytes = text.makeIterator()
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = bytes.next().flatMap(nibble), let low = bytes.next().flatMap(nibble) else { return nil }
        out.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: out.append(0x20)
      default: out.append(byte)
      }
    }
    return out
  }

  /// As `decode`, as text; nil also when the bytes are not UTF-8.
  package static func decodeText(_ text: some StringProtocol, plusIsSpace: Bool) -> String? {
    decode(Array(text.utf8)[...], plusIsSpace: plusIsSpace).flatMap { String(validating: $0, as: UTF8.self) }
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func append(_ text: String, to out: inout [UInt8]) {
    for byte in text.utf8 {
      if isUnreserved(byte) {
        out.append(byte)
      } else {
        out.append(UInt8(ascii: "%"))
        out.append(digits[Int(byte >> 4)])
        out.append(digits[Int(byte & 15)])
      }
    }
  }

  private static func nibble(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
