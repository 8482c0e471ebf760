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

  /// As many times at once as in a minute; nil, which limits nothing, for zero.
  package convenience init?(perMinute: Int) {
    guard perMinute > 0 else { return nil }
    self.init(burst: perMinute, refill: perMinute, per: 60)
  }

  /// Counts one attempt of `key`. A clock that goes back fills no bucket.
  package func attempt(_ key: String, at now: NumericDate) -> Verdict {
    tables.withLock { tables in
      var bucket = bucket(of: key, in: tables, at: now)
      defer { remember(bucket, key, &tables) }
      let verdict = verdict(on: bucket)
      if verdict == .allowed { bucket.tokens -= 1 }
      return verdict
    }
  }

  /// Counts one attempt of `key`, or refuses it with 429 and `Retry-After`.
  package func require(_ key: String, at now: NumericDate) throws(OAuthError) {
    try Self.allow(attempt(key, at: now))
  }

  /// Refuses likewise where nothing is left, and counts nothing.
  package func requireLeft(_ key: String, at now: NumericDate) throws(OAuthError) {
    try Self.allow(tables.withLock { verdict(on: bucket(of: key, in: $0, at: now)) })
  }

  /// How many keys are remembered.
  package var count: Int { tables.withLock { $0.newer.count + $0.older.count } }

  private static func allow(_ verdict: Verdict) throws(OAuthError) {
    guard case .refused(let retryAfter) = verdict else { return }
    throw OAuthError(.temporarilyUnavailable, "too many attempts; wait", status: 429, retryAfter: retryAfter)
  }

  private func verdict(on bucket: Bucket) -> Verdict {
    guard bucket.tokens < 1 else { return .allowed }
    guard perSecond > 0 else { return .refused(retryAfter: 86400) }
    return .refused(retryAfter: max(1, Int(((1 - bucket.tokens) / perSecond).rounded(.up))))
  }

  /// The key's bucket, filled up to now.
  private func bucket(of key: String, in tables: borrowing Tables, at now: NumericDate) -> Bucket {
    var bucket = tables.newer[key] ?? tables.older[key] ?? Bucket(tokens: burst, filledAt: now)
    bucket.tokens = min(burst, bucket.tokens + Double(max(0, now - bucket.filledAt)) * perSecond)
    bucket.filledAt = max(bucket.filledAt, now)
    return bucket
  }

  private func remember(_ bucket: Bucket, _ key: String, _ tables: inout Tables) {
    tables.older[key] = nil
    tables.newer[key] = bucket
    guard tables.newer.count > half else { return }
    tables.older = tables.newer
    tables.newer = [:]
  }
}
