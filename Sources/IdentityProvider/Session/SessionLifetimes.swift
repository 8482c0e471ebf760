package import JOSE

/// How long sessions live, in seconds.
package struct SessionLifetimes: Sendable {
  /// From login to the end, whatever happens.
  package var longest: Int
  /// Without a request.
  package var idle: Int
  /// From login to the end on a shared computer.
  package var sharedLongest: Int
  /// Without a request on a shared computer.
  package var sharedIdle: Int

  /// A working day and an hour's break; at a shared computer a visit and three minutes.
  package init(longest: Int = 36_000, idle: Int = 3_600, sharedLongest: Int = 3_600, sharedIdle: Int = 180) {
    self.longest = longest
    self.idle = idle
    self.sharedLongest = sharedLongest
    self.sharedIdle = sharedIdle
  }

  /// When a session opened now ends at the latest.
  package func expiry(isShared: Bool, from now: NumericDate) -> NumericDate {
    now + (isShared ? sharedLongest : longest)
  }

  /// Seconds without a request after which a session ends.
  package func idleAllowance(isShared: Bool) -> Int { isShared ? sharedIdle : idle }
}
