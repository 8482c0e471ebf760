package import HummingbirdCore

/// Where a process listens: `host:port`, port 0 for any free one.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  package let host: String
  package let port: Int

  package init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65535).contains(port)
    else { return nil }
    let host = text[..<colon].trimmingPrefix("[")
    self.host = host.hasSuffix("]") ? String(host.dropLast()) : String(host)
    self.port = port
    if self.host.isEmpty { return nil }
  }

  /// For the server's socket.
  package var bindAddress: BindAddress { .hostname(host, port: port) }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A certificate chain and its key, as PEM files.
package struct TLSFiles: Sendable, Hashable {
  package let certificate: String
  package let key: String

  package init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}
