package import JOSE

/// How often, how long apart and how many at once.
package struct DeliverySchedule: Sendable, Hashable {
  /// Tries until a delivery is left to the operators.
  package var attempts: Int
  /// Seconds to the second try; each further pause is twice as long.
  package var firstPause: Int
  /// The longest pause, in seconds.
  package var longestPause: Int
  /// Seconds for which a process has a delivery to itself: longer than any exchange takes.
  package var lease: Int
  /// Deliveries at a time in one process.
  package var parallel: Int
  /// Deliveries at a time to one client, in all processes: one that hangs must not hold all hands.
  package var perClient: Int

  /// Twelve tries in about three hours.
  package init(
    attempts: Int = 12, firstPause: Int = 5, longestPause: Int = 3_600, lease: Int = 20, parallel: Int = 8,
    perClient: Int = 3
  ) {
    self.attempts = attempts
    self.firstPause = firstPause
    self.longestPause = longestPause
    self.lease = lease
    self.parallel = parallel
    self.perClient = perClient
  }

  /// When it is tried again after so many tries; nil when they are used up.
  /// - Parameter jitter: 0 to 255, at random: between half the pause and all of it, so that what failed together does
  ///   not come back together.
  package func next(after attempts: Int, jitter: UInt8, from now: NumericDate) -> NumericDate? {
    guard attempts < self.attempts else { return nil }
    let doublings = min(max(attempts - 1, 0), 30)
    let pause = min(firstPause << doublings, longestPause)
    let half = pause / 2
    return now + pause - half + half * Int(jitter) / 255
  }
}
