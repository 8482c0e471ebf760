/// The address of a request as `htu` compares it (RFC 9449 §4.3): without query and fragment, and in the one form that
/// RFC 3986 §6.2.2 and §6.2.3 give all addresses of one thing.
struct DPoPTarget: Hashable {
  private let value: String

  /// Nil for what is no web address.
  init?(_ text: String) {
    guard text.utf8.count <= 2_048, let colon = text.firstRange(of: "://") else { return nil }
    let scheme = text[..<colon.lowerBound].lowercased()
    guard scheme == "https" || scheme == "http" else { return nil }
    let whole = text[colon.upperBound...].prefix { $0 != "?" && $0 != "#" }
    let slash = whole.firstIndex(of: "/") ?? whole.endIndex
    guard let authority = Authority(Substring(whole[..<slash].lowercased())),
      let path = Self.path(whole[slash...])
    else { return nil }
    let port = authority.port ?? (scheme == "https" ? 443 : 80)
    value = "\(scheme)://\(authority.host):\(port)\(path)"
  }

  /// Unreserved characters stand for themselves, escapes are in upper case, and dot segments are gone.
  private static func path(_ path: Substring) -> String? {
    var segments: [String] = []
    for segment in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let plain = unescaped(segment) else { return nil }
      switch plain {
      case ".": continue
      case "..": if !segments.isEmpty { segments.removeLast() }
      default: segments.append(plain)
      }
    }
    return "/" + segments.joined(separator: "/")
  }

  private static func unescaped(_ segment: Substring) -> String? {
    var out = ""
    var bytes = Array(segment.utf8)[...]
    while let byte = bytes.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        guard (0x21...0x7E).contains(byte) else { return nil }
        out.unicodeScalars.append(Unicode.Scalar(byte))
        continue
      }
      let digits = String(decoding: bytes.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, digits.first?.isHexDigit == true, let escaped = UInt8(digits, radix: 16) else {
        return nil
      }
      bytes = bytes.dropFirst(2)
      if Percent.isUnreserved(escaped) {
        out.unicodeScalars.append(Unicode.Scalar(escaped))
      } else {
        out += "%" + digits.uppercased()
      }
    }
    return out
  }
}
