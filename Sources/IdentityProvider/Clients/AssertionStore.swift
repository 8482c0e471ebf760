package import JOSE
package import OAuth

/// Remembers which client assertions were used (RFC 7523 §3: `jti`).
package protocol AssertionStore: Sendable {
  /// Uses an assertion up: true for one caller, false for everybody after, until it expires by itself. One that was
  /// made before the database was restored from a backup is false for everybody: it may have been used in the time that
  /// was lost.
  /// - Parameter madeAt: when the client signed it, as far as that is known; the earliest moment otherwise.
  func use(
    _ jti: String, of client: ClientID, madeAt: NumericDate, expires: NumericDate, at now: NumericDate
  ) async throws -> Bool
}
