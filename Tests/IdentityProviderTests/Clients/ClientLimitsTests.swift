import JOSE
import OAuth
import OAuthHTTP
import Testing

@testable import IdentityProvider

@Suite struct ClientLimitsTests {
  private static let now = NumericDate(1_800_000_000)

  private static func at<T>(_ address: String, _ body: () throws -> T) rethrows -> T {
    let origin = RequestOrigin(requestID: "r", address: ClientAddress(IPAddress(address)))
    return try RequestOrigin.$current.withValue(origin, operation: body)
  }

  @Test func `the real client at another address notices nothing of who guesses`() throws {
    let limits = ClientLimits(failures: RateLimiter(perMinute: 5), failuresOfSource: RateLimiter(perMinute: 8))
    let (portal, other) = (try #require(ClientID("portal")), try #require(ClientID("other")))
    for _ in 0..<5 {
      try Self.at("192.0.2.1") {
        try limits.admit(portal, at: Self.now)
        limits.failed(.wrongSecret, of: portal, at: Self.now)
      }
    }
    #expect(throws: OAuthError.self) { try Self.at("192.0.2.1") { try limits.admit(portal, at: Self.now) } }
    try Self.at("192.0.2.1") { try limits.admit(other, at: Self.now) }
    try Self.at("198.51.100.7") { try limits.admit(portal, at: Self.now) }
    // Spraying over many clients is slowed by the address.
    for _ in 0..<3 { Self.at("192.0.2.1") { limits.failed(.unknownClient, of: other, at: Self.now) } }
    #expect(throws: OAuthError.self) { try Self.at("192.0.2.1") { try limits.admit(other, at: Self.now) } }
    try Self.at("192.0.2.1") { try limits.admit(other, at: Self.now + 12) }
  }

  @Test func `an IPv6 subscriber is one source, however many addresses he has`() throws {
    let limits = ClientLimits(failures: RateLimiter(perMinute: 5))
    let portal = try #require(ClientID("portal"))
    for number in 1...5 { Self.at("2001:db8::\(number)") { limits.failed(.wrongSecret, of: portal, at: Self.now) } }
    #expect(throws: OAuthError.self) { try Self.at("2001:db8::ffff") { try limits.admit(portal, at: Self.now) } }
    try Self.at("2001:db8:0:1::1") { try limits.admit(portal, at: Self.now) }
  }

  @Test func `nobody can use up what a public client may call by calling in its name`() throws {
    let limits = ClientLimits(requests: RateLimiter(perMinute: 2))
    let (app, portal) = (try TestClients.app(), try TestClients.portal())
    for _ in 0..<2 { try Self.at("192.0.2.1") { try limits.count(app, at: Self.now) } }
    #expect(throws: OAuthError.self) { try Self.at("192.0.2.1") { try limits.count(app, at: Self.now) } }
    try Self.at("198.51.100.7") { try limits.count(app, at: Self.now) }
    // A confidential one has proved itself: it is one, wherever it calls from.
    try Self.at("192.0.2.1") { try limits.count(portal, at: Self.now) }
    try Self.at("198.51.100.7") { try limits.count(portal, at: Self.now) }
    #expect(throws: OAuthError.self) { try Self.at("203.0.113.9") { try limits.count(portal, at: Self.now) } }
  }

  @Test func `a hundred thousand made-up names and addresses fill bounded tables`() throws {
    let limiters = (0..<3).compactMap { _ in RateLimiter(perMinute: 5) }
    let limits = ClientLimits(requests: limiters[0], failures: limiters[1], failuresOfSource: limiters[2])
    let app = try TestClients.app()
    for number in 0..<100_000 {
      try Self.at("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)") {
        let name = try #require(ClientID("made-up-\(number)"))
        limits.failed(.unknownClient, of: name, at: Self.now)
        limits.failed(.wrongSecret, of: app.id, at: Self.now)
        try limits.count(app, at: Self.now)
      }
    }
    for limiter in limiters { #expect(limiter.count <= 20_001) }
  }

  @Test func `mistakes without end are refused before anything is written, and shut no neighbour out`() throws {
    let limits = ClientLimits(failuresOfSource: RateLimiter(perMinute: 5))
    let portal = try #require(ClientID("portal"))
    try Self.at("192.0.2.1") {
      for _ in 0..<5 { try limits.admit(.missing, at: Self.now) }
      for refusal in [ClientAuthenticationRefusal.missing, .wrongMethod, .replayed] {
        #expect(throws: OAuthError.self) { try limits.admit(refusal, at: Self.now) }
      }
      // Whoever brings credentials from the same house is heard, and a guess is counted as one.
      try limits.admit(portal, at: Self.now)
      try limits.admit(.wrongSecret, at: Self.now)
    }
    try Self.at("192.0.2.2") { try limits.admit(.missing, at: Self.now) }
    try Self.at("192.0.2.1") { try limits.admit(.missing, at: Self.now + 12) }
  }
}
