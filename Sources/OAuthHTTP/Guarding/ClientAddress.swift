package import NIOCore

/// Where a request comes from. Used for limits and for what the person is told; never to trust anybody.
package struct ClientAddress: Sendable, Hashable, CustomStringConvertible {
  /// The address; nil for a local socket.
  package let ip: IPAddress?

  /// The address of a connection.
  package init(peer: SocketAddress?) {
    // In bytes: this is asked for every request.
    ip = peer?.ipAddress.flatMap { IPAddress(Substring($0.utf8.prefix { $0 != UInt8(ascii: "%") })) }
  }

  /// A known address.
  package init(_ ip: IPAddress?) {
    self.ip = ip
  }

  /// What limits count by: an IPv4 address, or the /64 that one IPv6 subscriber gets.
  package var bucket: String {
    guard let ip else { return "local" }
    guard ip.bytes.count == 16 else { return ip.description }
    return stride(from: 0, to: 8, by: 2)
      .map { String(UInt16(ip.bytes[$0]) << 8 | UInt16(ip.bytes[$0 + 1]), radix: 16) }
      .joined(separator: ":") + "::/64"
  }

  /// The address, or `local`.
  package var description: String { ip?.description ?? "local" }
}
