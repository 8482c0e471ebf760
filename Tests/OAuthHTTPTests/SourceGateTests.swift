import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import Testing

struct SourceGateTests {
  private struct Hall: Room {
    var endpoints: [Endpoint] {
      [
        .get("/asked") { _, _ in .text("yes") }, .post("/told", audience: .person) { _, _ in .text("yes") },
        .get("/free") { _, _ in .text("yes") },
      ]
    }
  }

  private static let now = NumericDate(1_800_000_000)

  private func gate(_ limiter: RateLimiter?) -> SourceGate {
    SourceGate(Hall(), by: limiter, passing: ["/free"]) { Self.now }
  }

  @Test func `an address that asks too often is told when to come back, by program and by page`() async throws {
    try await server(gate(RateLimiter(perMinute: 2)).endpoints).test(.router) { client in
      #expect(try await client.execute(uri: "/asked", method: .get).status == .ok)
      #expect(try await client.execute(uri: "/told", method: .post).status == .ok)
      for (path, method) in [("/asked", HTTPRequest.Method.get), ("/asked", .head), ("/told", .post)] {
        let refused = try await client.execute(uri: path, method: method)
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers[.retryAfter] == "30")
      }
      #expect(try await client.execute(uri: "/free", method: .get).status == .ok)
    }
  }

  @Test func `zero is no limit`() async throws {
    #expect(RateLimiter(perMinute: 0) == nil)
    try await server(gate(nil).endpoints).test(.router) { client in
      for _ in 0..<100 {
        let answer = try await client.execute(uri: "/asked", method: .get)
        #expect(answer.status == .ok)
      }
    }
  }

  @Test func `a hundred thousand addresses fill a bounded table, and the one that asks on is not forgotten`() throws {
    let limiter = try #require(RateLimiter(perMinute: 3))
    for number in 0..<100_000 {
      let address = "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)"
      try limiter.require(address, at: Self.now)
      if number % 5_000 == 0 { _ = limiter.attempt("192.0.2.1", at: Self.now) }
    }
    #expect(limiter.count <= 20_001)
    #expect(limiter.attempt("192.0.2.1", at: Self.now) != .allowed)
  }

  @Test func `to ask whether something is left uses nothing up`() throws {
    let limiter = RateLimiter(burst: 1, refill: 1, per: 30)
    for _ in 0..<10 { try limiter.requireLeft("a", at: Self.now) }
    #expect(limiter.count == 0)
    try limiter.require("a", at: Self.now)
    #expect(throws: OAuthError.self) { try limiter.requireLeft("a", at: Self.now) }
    try limiter.requireLeft("a", at: Self.now + 30)
  }
}
