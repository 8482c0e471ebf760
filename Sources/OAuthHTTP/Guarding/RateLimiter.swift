package import JOSE
package import OAuth
import Synchronization

/// How often something may be done, per key (an address, a client), by token buckets in bounded memory.
///
/// Keys live in two tables of half the bound each. When the newer is full the older is forgotten, so remembering costs
/// constant time, and forgetting an exhausted key takes as many other keys as half the bound.
package final class RateLimiter: Sendable {
  /// The verdict on one attempt.
  package enum Verdict: Sendable, Hashable {
    /// It may be done.
    case allowed
    /// It may be done after so many seconds.
    case refused(retryAfter: Int)
  }

  private struct Bucket {
    var tokens: Double
    var filledAt: NumericDate
  }

  private struct Tables {
    var newer: [String: Bucket] = [:]
    var older: [String: Bucket] = [:]
  }

  private let burst: Double
  private let perSecond: Double
  private let half: Int
  private let tables = Mutex(Tables())

  /// - Parameters:
  ///   - burst: how many times at once.
  ///   - refill: how many times per `seconds` in the long run.
  ///   - maximumKeys: how many keys are remembered.
  package init(burst: Int, refill: Int, per seconds: Int, maximumKeys: Int = 20_000) {
    self.burst = Double(burst)
    perSecond = Double(refill) / Double(seconds)
    half = max(1, maximumKeys / 2)
  }

  /// Counts one attempt of `key`. A clock that goes back fills no bucket.
  package func attempt(_ key: String, at now: NumericDate) -> Verdict {
    tables.withLock { tables in
      var bucket = tables.newer[key] ?? tables.older[key] ?? Bucket(tokens: burst, filledAt: now)
      let elapsed = max(0, now - bucket.filledAt)
      bucket.tokens = min(burst, bucket.tokens + Double(elapsed) * perSecond)
      if now > bucket.filledAt { bucket.filledAt = now }
      defer { remember(bucket, key, &tables) }
      guard bucket.tokens < 1 else {
        bucket.tokens -= 1
        return .allowed
      }
      guard perSecond > 0 else { return .refused(retryAfter: 86400) }
      return .refused(retryAfter: max(1, Int(((1 - bucket.tokens) / perSecond).rounded(.up))))
    }
  }

  /// Counts one attempt of `key`, or refuses it with 429 and `Retry-After`.
  package func require(_ key: String, at now: NumericDate) throws(OAuthError) {
    switch attempt(key, at: now) {
    case .allowed: return
    case .refused(let retryAfter):
      throw OAuthError(.temporarilyUnavailable, "too many attempts; wait", status: 429, retryAfter: retryAfter)
    }
  }

  /// How many keys are remembered.
  package var count: Int { tables.withLock { $0.newer.count + $0.older.count } }

  private func remember(_ bucket: Bucket, _ key: String, _ tables: inout Tables) {
    tables.older[key] = nil
    tables.newer[key] = bucket
    guard tables.newer.count > half else { return }
    tables.older = tables.newer
    tables.newer = [:]
  }
}
