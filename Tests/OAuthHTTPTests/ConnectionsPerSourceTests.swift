import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTesting
import OAuth
import Testing

@testable import OAuthHTTP

@Suite struct ConnectionsPerSourceTests {
  private func address(_ text: String) -> ClientAddress { ClientAddress(IPAddress(text)) }

  @Test func `an address gets as many places as it may, and another one its own`() throws {
    let connections = ConnectionsPerSource(limit: 2, trustedProxies: TrustedProxies())
    let (one, other) = (address("192.0.2.1"), address("192.0.2.2"))
    let first = try #require(connections.place(for: one))
    #expect(connections.place(for: one) != nil)
    #expect(connections.place(for: one) == nil)
    #expect(connections.place(for: other) != nil)
    connections.leave(first)
    #expect(connections.place(for: one) != nil)
    #expect(connections.place(for: one) == nil)
  }

  @Test func `a subscriber's whole IPv6 network is one source`() throws {
    let connections = ConnectionsPerSource(limit: 1, trustedProxies: TrustedProxies())
    #expect(connections.place(for: address("2001:db8::1")) != nil)
    #expect(connections.place(for: address("2001:db8::2")) == nil)
    #expect(connections.place(for: address("2001:db8:0:1::2")) != nil)
  }

  @Test func `a trusted proxy brings everybody and is not bounded`() throws {
    let proxies = TrustedProxies([try #require(AddressRange("10.0.0.0/8"))])
    let connections = ConnectionsPerSource(limit: 1, trustedProxies: proxies)
    for _ in 0..<100 { #expect(connections.place(for: address("10.1.2.3")) != nil) }
    #expect(connections.sources == 0)
  }

  @Test func `who has left is not remembered`() throws {
    let connections = ConnectionsPerSource(limit: 3, trustedProxies: TrustedProxies())
    for number in 1...200 {
      connections.leave(try #require(connections.place(for: address("192.0.2.\(number)"))))
    }
    #expect(connections.sources == 0)
  }

  @Test func `the server hangs up on the connection too many, and takes one when another has gone`() async throws {
    var configuration = ServerConfiguration(publicURL: try #require(Issuer("http://127.0.0.1:8080")))
    configuration.connectionsPerSource = 3
    let endpoint = Endpoint.get("/x") { _, _ in Response(status: .noContent) }
    let router = buildRouter(rooms: [TestRoom(endpoints: [endpoint])], configuration: configuration)
    let application = Application(
      router: router, server: .http1(configuration: configuration.http1), logger: silentLogger)
    // The test's own client holds one of the three.
    try await application.test(.live) { client in
      #expect(try await client.execute(uri: "/x", method: .get).status == .noContent)
      let port = try #require(client.port)
      let (first, second) = (try Connection(port: port), try Connection(port: port))
      #expect(first.ask("/x").hasPrefix("HTTP/1.1 204"))
      #expect(second.ask("/x").hasPrefix("HTTP/1.1 204"))
      #expect(try Connection(port: port).ask("/x") == "")
      #expect(second.ask("/x").hasPrefix("HTTP/1.1 204"), "who was let in is not disturbed")
      first.close()
      // The server learns of it a moment later.
      var answer = ""
      while answer.isEmpty { answer = try Connection(port: port).ask("/x") }
      #expect(answer.hasPrefix("HTTP/1.1 204"))
    }
  }
}

/// A bare connection to this machine.
private final class Connection {
  private let descriptor: Int32
  private var isClosed = false

  struct Refused: Error {}

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    // A `sockaddr_in`: family, port and address in network order, padding.
    var address: [UInt8] = [0, 0, UInt8(port >> 8), UInt8(port & 0xFF), 127, 0, 0, 1] + [UInt8](repeating: 0, count: 8)
    withUnsafeBytes(of: sa_family_t(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
    let outcome = address.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { pointer in
        pointer.baseAddress.map { connect(descriptor, $0, socklen_t(bytes.count)) } ?? -1
      }
    }
    guard outcome == 0 else { throw Refused() }
  }

  /// The beginning of the answer; empty when the other side hung up.
  func ask(_ path: String) -> String {
    let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return "" }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : ""
  }

  func close() {
    if !isClosed { _ = Foundation.close(descriptor) }
    isClosed = true
  }

  deinit { close() }
}
