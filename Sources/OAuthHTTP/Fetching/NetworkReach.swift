/// Which network addresses may be asked for somebody else: public ones, and those that the operator names because
/// departments live there.
package struct NetworkReach: Sendable {
  private let named: [AddressRange]

  /// - Parameter named: ranges beside the public Internet, such as the government's own network. Where they hold this
  ///   host's loopback addresses, plain http is asked there too.
  package init(named: [AddressRange] = []) { self.named = named }

  /// Whether `address` may be asked.
  package func contains(_ address: IPAddress) -> Bool {
    named.contains { $0.contains(address) } || Self.isPublic(address)
  }

  /// Whether an address is one of the public Internet: not of the IANA registries of special-purpose addresses
  /// (RFC 6890), and no form of IPv6 that carries an IPv4 address to somewhere else.
  static func isPublic(_ address: IPAddress) -> Bool {
    guard address.bytes.count == 16 else { return !special4.contains { $0.contains(address) } }
    return globalUnicast.contains { $0.contains(address) } && !special6.contains { $0.contains(address) }
  }

  private static let special4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
  ].compactMap(AddressRange.init)

  private static let globalUnicast = ["2000::/3"].compactMap(AddressRange.init)

  private static let special6 = [
    // Protocol assignments with Teredo, documentation, 6to4.
    "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
  ].compactMap(AddressRange.init)
}
