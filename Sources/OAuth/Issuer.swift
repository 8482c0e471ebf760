/// An issuer identifier (RFC 8414 §2): https, or http for a literal loopback address; no query, fragment or user. All
/// addresses that a server emits are made from it and never from a Host or Forwarded header.
package struct Issuer: Sendable, Hashable, CustomStringConvertible {
  /// The identifier as configured; compared byte for byte.
  package let value: String
  /// The host in lower case; an IPv6 address without its brackets.
  package let host: String
  /// The port, also where it is the scheme's default.
  package let port: Int
  /// Whether the scheme is https.
  package let isSecure: Bool
  /// Whether the host is a literal loopback address (127.0.0.0/8 or ::1).
  package let isLoopback: Bool
  /// Scheme, host and port as a browser writes them in `Origin` (RFC 6454 §6.1).
  package let origin: String

  /// Refuses what is not written in the one canonical way: upper case in the host, user names, empty or dot segments.
  package init?(_ value: String) {
    guard value.utf8.count <= 255 else { return nil }
    isSecure = value.hasPrefix("https://")
    guard isSecure || value.hasPrefix("http://") else { return nil }
    let rest = value.dropFirst(isSecure ? 8 : 7)
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let authority = Authority(rest[..<slash]), Self.isCanonicalPath(rest[slash...]) else { return nil }
    host = authority.host
    isLoopback = authority.isLoopback
    guard isSecure || isLoopback else { return nil }
    let defaultPort = isSecure ? 443 : 80
    port = authority.port ?? defaultPort
    let bracketed = authority.isIPv6 ? "[\(host)]" : host
    origin = "\(isSecure ? "https" : "http")://\(bracketed)" + (port == defaultPort ? "" : ":\(port)")
    self.value = value
  }

  /// The address of `path` (which begins with `/`) under this issuer.
  package func url(_ path: String) -> String {
    value.hasSuffix("/") ? value.dropLast() + path : value + path
  }

  /// The identifier.
  package var description: String { value }

  private static func isCanonicalPath(_ path: Substring) -> Bool {
    guard !path.isEmpty, path != "/" else { return true }
    var segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    if segments.last == "" { segments.removeLast() }
    return segments.allSatisfy { segment in
      !segment.isEmpty && segment != "." && segment != ".." && segment.utf8.allSatisfy(Percent.isUnreserved)
    }
  }
}
