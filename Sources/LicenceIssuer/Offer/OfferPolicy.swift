/// How long an offer stands, and how often its transaction code may be tried.
package struct OfferPolicy: Sendable, Hashable {
  /// Seconds until the pre-authorized code expires.
  package let lifetime: Int
  /// Tries before the offer is void: five of a million.
  package let tries: Int

  /// Fifteen minutes and five tries, unless told otherwise.
  package init(lifetime: Int = 900, tries: Int = 5) {
    self.lifetime = lifetime
    self.tries = tries
  }
}
