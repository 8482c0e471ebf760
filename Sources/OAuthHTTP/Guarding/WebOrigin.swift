/// The origin of an address (RFC 6454 §4), safe to stand in a header: `https://portal.example.gov.cn:8443`, or only the
/// scheme (`com.example.app:`) for an address of a native application.
package struct WebOrigin: Sendable, Hashable, CustomStringConvertible {
  /// The origin as a browser writes it.
  package let value: String

  /// The origin of `uri`; nil when it has none that can be written safely.
  package init?(of uri: String) {
    // Outside ASCII, lower-casing can turn another letter into one of ours (U+212A becomes k).
    guard uri.utf8.allSatisfy({ $0 < 0x80 }), let colon = uri.firstIndex(of: ":") else { return nil }
    let scheme = uri[..<colon].lowercased()
    guard let first = scheme.utf8.first, (0x61...0x7A).contains(first),
      scheme.utf8.allSatisfy({ Self.isNameByte($0) || $0 == UInt8(ascii: "+") })
    else { return nil }
    guard scheme == "https" || scheme == "http" else {
      // `data:` and `javascript:` are no application's address, and as a source would undo the policy.
      guard scheme.contains(".") else { return nil }
      value = scheme + ":"
      return
    }
    let rest = uri[uri.index(after: colon)...]
    guard rest.hasPrefix("//") else { return nil }
    let authority = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" && $0 != "#" }.lowercased()
    let isAuthority = authority.utf8.allSatisfy {
      Self.isNameByte($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]")
    }
    guard !authority.isEmpty, isAuthority else { return nil }
    let defaultPort = scheme == "https" ? ":443" : ":80"
    value =
      "\(scheme)://" + (authority.hasSuffix(defaultPort) ? String(authority.dropLast(defaultPort.count)) : authority)
  }

  /// The origin.
  package var description: String { value }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E: true
    default: false
    }
  }
}
