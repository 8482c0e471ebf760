import HTTPTypes
import Hummingbird

/// The proxies whose `X-Forwarded-For` is believed. From anybody else the header is noise that a client wrote.
package struct TrustedProxies: Sendable, Hashable {
  /// Where they are.
  package let ranges: [AddressRange]

  /// These ranges; none by default.
  package init(_ ranges: [AddressRange] = []) {
    self.ranges = ranges
  }

  /// The first address, read from the right, that is not one of the trusted proxies. An entry that is no address ends
  /// the walk: what stands left of it was written by somebody who is not trusted.
  func client(of request: Request, peer: ClientAddress) -> ClientAddress {
    guard !ranges.isEmpty else { return peer }
    return client(forwarded: request.headers[values: .forwardedFor], peer: peer)
  }

  func client(forwarded fields: [String], peer: ClientAddress) -> ClientAddress {
    var nearest = peer
    let entries = fields.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
    for entry in entries.reversed().prefix(32) {
      guard isTrusted(nearest) else { break }
      guard let address = Self.address(entry) else { break }
      nearest = ClientAddress(address)
    }
    return nearest
  }

  /// Whether this address is one of theirs.
  func isTrusted(_ address: ClientAddress) -> Bool {
    guard let ip = address.ip else { return false }
    return ranges.contains { $0.contains(ip) }
  }

  /// Some proxies add a port: `192.0.2.1:1234`, `[2001:db8::1]:1234`.
  private static func address(_ entry: Substring) -> IPAddress? {
    let text = entry.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
    if text.first == "[" { return IPAddress(text.dropFirst().prefix { $0 != "]" }) }
    if let address = IPAddress(text) { return address }
    guard text.utf8.contains(UInt8(ascii: ".")) else { return nil }
    return IPAddress(text.prefix { $0 != ":" })
  }
}
