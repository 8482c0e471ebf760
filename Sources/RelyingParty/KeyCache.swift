import JOSE
import OAuth

/// The provider's public keys, fetched when needed and kept as long as the provider allows.
///
/// A token under an unknown `kid` asks for a new fetch at once, so that a rotation is never noticed; such fetches are
/// at least `interval` seconds apart, so that forged key ids cannot make this relying party flood the provider.
/// When a fetch fails, the keys already known stay good.
///
/// Each fetch says who asks (`?client=`), so that the provider's operator sees before a rotation who has the new key.
/// A provider that knows nothing of it leaves the parameter alone (RFC 6749 §3.1 asks the same of its endpoints).
actor KeyCache {
  private let exchange: HTTPExchange
  private let url: String
  private let interval: Int
  private var keys = JWKSet(keys: [])
  private var freshUntil = NumericDate(0)
  private var lastFetch: NumericDate?
  private var fetching: Task<Void, Never>?

  /// - Parameter client: this relying party's identifier at the provider, where it has one.
  init(exchange: HTTPExchange, url: String, client: String?, interval: Int = 5) {
    self.exchange = exchange
    self.url = client.map { Percent.appendQuery(to: url, [("client", $0)]) } ?? url
    self.interval = interval
  }

  /// How often the provider was asked.
  private(set) var fetches = 0

  func key(_ keyID: String, at now: NumericDate) async throws(TokenRejection) -> VerificationKey {
    if freshUntil <= now { await refetch(at: now) }
    if let key = keys.key(id: keyID) { return key.key }
    await refetch(at: now)
    if let key = keys.key(id: keyID) { return key.key }
    throw keys.keys.isEmpty ? .keysUnavailable : .unknownKey
  }

  private func refetch(at now: NumericDate) async {
    // Many tokens may wait for the same fetch.
    if let fetching { return await fetching.value }
    if let lastFetch, now - lastFetch < interval, !keys.keys.isEmpty { return }
    lastFetch = now
    let task = Task { await fetch(at: now) }
    fetching = task
    await task.value
    fetching = nil
  }

  private func fetch(at now: NumericDate) async {
    fetches += 1
    // A provider that cannot be reached, or answers nonsense, takes no key away that was good a moment ago.
    guard let answer = try? await exchange.get(url), answer.status == 200, let json = answer.json,
      let fetched = try? JWKSet(parsing: json)
    else { return }
    keys = fetched
    freshUntil = now + min(max(answer.maxAge ?? 60, interval), 86_400)
  }
}
