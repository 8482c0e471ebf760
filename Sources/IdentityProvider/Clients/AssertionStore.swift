package import JOSE
package import OAuth

/// Remembers which client assertions were used (RFC 7523 §3: `jti`).
package protocol AssertionStore: Sendable {
  /// Uses an assertion up: true for one caller, false for everybody after, until it expires by itself.
  func use(_ jti: String, of client: ClientID, expires: NumericDate, at now: NumericDate) async throws -> Bool
}
