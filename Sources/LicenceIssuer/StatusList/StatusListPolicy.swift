/// How long a status list may be relied on.
package struct StatusListPolicy: Sendable, Hashable {
  /// The `ttl`: seconds for which a verifier may keep a copy. A suspension takes effect within it.
  package let timeToLive: Int
  /// Seconds until a token expires; it is signed again after half of them.
  package let lifetime: Int

  /// One second, and five minutes, unless told otherwise.
  package init(timeToLive: Int = 1, lifetime: Int = 300) {
    self.timeToLive = timeToLive
    self.lifetime = lifetime
  }
}
