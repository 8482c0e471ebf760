package import OAuth

/// An absolute web address as a client may register it: https, or http to a literal loopback address (RFC 8252 §7.3),
/// without user information and fragment (RFC 6749 §3.1.2), in plain ASCII. Nothing in it is ever a pattern.
package struct WebAddress: Sendable, Hashable {
  /// The address, byte for byte.
  package let text: String
  /// Scheme, host and port, in the one canonical way.
  package let authority: Issuer

  /// Refuses what is not written so.
  package init?(_ text: String) {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x21...0x7E).contains(byte) && !#""<>\^`{|}#*"#.utf8.contains(byte)
    }
    guard text.utf8.count <= 2_000, isPlain, let slashes = text.firstRange(of: "://") else { return nil }
    let rest = text[slashes.upperBound...]
    let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
    // The issuer's rule for scheme and authority is the same, and canonical: no user, no upper case, no odd port.
    guard let authority = Issuer(String(text[..<end])) else { return nil }
    // Dot segments are resolved by some parsers and not by others.
    let path = rest[end...].prefix { $0 != "?" }
    let segments = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !segments.contains(where: { $0 == "." || $0 == ".." }) else { return nil }
    self.text = text
    self.authority = authority
  }

  /// The host in lower case; an IPv6 address without its brackets.
  package var host: String { authority.host }

  /// An http address of the loopback interface without its port; nil for every other address.
  package var loopbackWithoutPort: String? {
    guard authority.isLoopback, !authority.isSecure else { return nil }
    return "http://\(host)" + text.dropFirst(authority.value.count)
  }

  /// Host, and the port when it is not the scheme's own.
  package var displayName: String {
    String(authority.origin[(authority.origin.firstRange(of: "://")?.upperBound ?? authority.origin.startIndex)...])
  }
}
