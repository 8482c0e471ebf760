import JOSE
import OAuth
import OAuthHTTP
import Testing

struct RateLimiterTests {
  let start = NumericDate(1_800_000_000)

  @Test func `a burst is allowed and then the rate`() {
    let limiter = RateLimiter(burst: 3, refill: 1, per: 10)
    for _ in 0..<3 { #expect(limiter.attempt("a", at: start) == .allowed) }
    #expect(limiter.attempt("a", at: start) == .refused(retryAfter: 10))
    #expect(limiter.attempt("a", at: start + 4) == .refused(retryAfter: 6))
    #expect(limiter.attempt("a", at: start + 10) == .allowed)
    #expect(limiter.attempt("a", at: start + 10) == .refused(retryAfter: 10))
  }

  @Test func `keys do not share a bucket`() {
    let limiter = RateLimiter(burst: 1, refill: 1, per: 60)
    #expect(limiter.attempt("a", at: start) == .allowed)
    #expect(limiter.attempt("b", at: start) == .allowed)
    #expect(limiter.attempt("a", at: start) != .allowed)
  }

  @Test func `rest fills a bucket to its burst and no further`() {
    let limiter = RateLimiter(burst: 2, refill: 1, per: 1)
    #expect(limiter.attempt("a", at: start) == .allowed)
    for _ in 0..<2 { #expect(limiter.attempt("a", at: start + 1000) == .allowed) }
    #expect(limiter.attempt("a", at: start + 1000) == .refused(retryAfter: 1))
  }

  @Test func `a clock that goes back fills nothing`() {
    let limiter = RateLimiter(burst: 1, refill: 1, per: 10)
    #expect(limiter.attempt("a", at: start) == .allowed)
    #expect(limiter.attempt("a", at: start - 1000) != .allowed)
    #expect(limiter.attempt("a", at: start + 5) != .allowed)
    #expect(limiter.attempt("a", at: start + 10) == .allowed)
  }

  @Test func `memory is bounded whatever the number of keys`() {
    let limiter = RateLimiter(burst: 1, refill: 1, per: 3600, maximumKeys: 100)
    for key in 0..<10_000 {
      #expect(limiter.attempt("k\(key)", at: start) == .allowed)
      #expect(limiter.count <= 101)
    }
  }

  @Test func `an exhausted key that keeps trying is not forgotten`() {
    let limiter = RateLimiter(burst: 1, refill: 1, per: 3600, maximumKeys: 100)
    #expect(limiter.attempt("a", at: start) == .allowed)
    for key in 0..<1000 {
      _ = limiter.attempt("k\(key)", at: start)
      if key % 40 == 0 { #expect(limiter.attempt("a", at: start) != .allowed) }
    }
  }

  @Test func `a refusal says when to come back`() throws {
    let limiter = RateLimiter(burst: 1, refill: 1, per: 30)
    try limiter.require("a", at: start)
    let refusal = OAuthError(.temporarilyUnavailable, "too many attempts; wait", status: 429, retryAfter: 30)
    #expect(throws: refusal) { try limiter.require("a", at: start) }
  }
}
