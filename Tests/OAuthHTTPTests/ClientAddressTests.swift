import NIOCore
@testable import OAuthHTTP
import Testing

struct ClientAddressTests {
  func address(_ text: String) throws -> ClientAddress {
    let ip: IPAddress = try #require(IPAddress(text))
    return ClientAddress(ip)
  }

  func proxies(_ ranges: String...) throws -> TrustedProxies {
    TrustedProxies(try ranges.map { try #require(AddressRange($0)) })
  }

  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("::1", "0:0:0:0:0:0:0:1"), ("::", "0:0:0:0:0:0:0:0"),
    ("2001:DB8::a", "2001:db8:0:0:0:0:0:a"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ("64:ff9b::192.0.2.1", "64:ff9b:0:0:0:0:c000:201"), ("1::", "1:0:0:0:0:0:0:0"),
  ])
  func `an address is read by value`(text: String, value: String) {
    #expect(IPAddress(text)?.description == value)
  }

  @Test(arguments: [
    "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "+1.2.3.4", "a.b.c.d", ":", ":::", "1::2::3",
    "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "g::", "fe80::1%eth0", "::1.2.3", "1.2.3.4::", "1:2:3:4:5:6:7::8",
    "[::1]", "１.2.3.4",
  ])
  func `what is no address is refused`(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.128/25", "192.0.2.127", false),
    ("192.0.2.128/25", "192.0.2.129", true), ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
    ("0.0.0.0/0", "8.8.8.8", true), ("fd00::/8", "fdab::1", true), ("fd00::/8", "fe00::1", false),
    ("10.0.0.0/8", "::ffff:10.0.0.1", true), ("::/0", "10.0.0.1", false),
  ])
  func `a range holds the addresses with its prefix`(range: String, text: String, isIn: Bool) throws {
    #expect(try #require(AddressRange(range)).contains(try #require(IPAddress(text))) == isIn)
  }

  @Test(arguments: ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "/8", "10/8", "x"])
  func `a broken range is refused`(text: String) {
    #expect(AddressRange(text) == nil)
  }

  @Test func `a header from anybody else is not believed`() throws {
    let peer = try address("203.0.113.9")
    #expect(try proxies("10.0.0.0/8").client(forwarded: ["198.51.100.1"], peer: peer) == peer)
    #expect(TrustedProxies().client(forwarded: ["198.51.100.1"], peer: peer) == peer)
  }

  @Test(arguments: [
    (["198.51.100.1"], "198.51.100.1"), (["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
    (["6.6.6.6", "198.51.100.1, 10.0.0.2"], "198.51.100.1"), (["198.51.100.1:4711"], "198.51.100.1"),
    (["[2001:db8::1]:4711"], "2001:db8:0:0:0:0:0:1"), (["2001:db8::1"], "2001:db8:0:0:0:0:0:1"),
    ([], "10.0.0.1"), (["unknown"], "10.0.0.1"), (["198.51.100.1, unknown"], "10.0.0.1"),
    (["198.51.100.1, , 10.0.0.2"], "10.0.0.2"), (["10.0.0.3, 10.0.0.2"], "10.0.0.3"), (["<script>"], "10.0.0.1"),
  ])
  func `behind a trusted proxy it is the nearest address that is not one`(fields: [String], client: String) throws {
    let peer = try address("10.0.0.1")
    #expect(try proxies("10.0.0.0/8").client(forwarded: fields, peer: peer).description == client)
  }

  @Test func `limits count an IPv6 subscriber once`() throws {
    #expect(try address("2001:db8:1:2::1").bucket == address("2001:db8:1:2:ffff::9").bucket)
    #expect(try address("2001:db8:1:2::1").bucket != address("2001:db8:1:3::1").bucket)
    #expect(try address("192.0.2.1").bucket == "192.0.2.1")
    #expect(ClientAddress(nil).bucket == "local")
  }

  @Test func `a connection's address is read, with its zone left out`() throws {
    #expect(ClientAddress(peer: try SocketAddress(ipAddress: "127.0.0.1", port: 1)).ip?.isLoopback == true)
    #expect(ClientAddress(peer: try SocketAddress(ipAddress: "::1", port: 1)).ip?.isLoopback == true)
    #expect(ClientAddress(peer: try SocketAddress(unixDomainSocketPath: "/tmp/x")).ip == nil)
    #expect(ClientAddress(peer: nil).description == "local")
  }
}
