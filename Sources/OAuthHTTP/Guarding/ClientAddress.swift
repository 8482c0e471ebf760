package import NIOCore

/// Where a request comes from. Used for limits and for what the person is told; never to trust anybody.
package struct ClientAddress: Sendable, Hashable, CustomStringConvertible {
  /// The address; nil for a local socket.
  package let ip: IPAddress?
  /// What limits count by: an IPv4 address, or the /64 that one IPv6 subscriber gets.
  package let bucket: String

  /// The address of a connection.
  package init(peer: SocketAddress?) {
    // As the system has it (4 bytes after family and port, 16 after family, port and flow), without a text in between:
    // this is asked for every request.
    switch peer {
    case .v4(let peer): self.init(withUnsafeBytes(of: peer.address) { IPAddress(network: $0[4..<8]) })
    case .v6(let peer): self.init(withUnsafeBytes(of: peer.address) { IPAddress(network: $0[8..<24]) })
    case .unixDomainSocket, nil: self.init(nil)
    }
  }

  /// A known address.
  package init(_ ip: IPAddress?) {
    self.ip = ip
    bucket = Self.bucket(of: ip)
  }

  private static func bucket(of ip: IPAddress?) -> String {
    guard let ip else { return "local" }
    guard ip.bytes.count == 16 else { return ip.description }
    return stride(from: 0, to: 8, by: 2)
      .map { String(UInt16(ip.bytes[$0]) << 8 | UInt16(ip.bytes[$0 + 1]), radix: 16) }
      .joined(separator: ":") + "::/64"
  }

  /// The address, or `local`.
  package var description: String { ip?.description ?? "local" }
}
