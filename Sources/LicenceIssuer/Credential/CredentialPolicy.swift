import JOSE

/// How long a credential is good.
package struct CredentialPolicy: Sendable, Hashable {
  /// Days from the day of issue. Short, for the wallet obtains the next one by itself.
  package let lifetimeDays: Int

  /// Thirty days unless told otherwise.
  package init(lifetimeDays: Int = 30) {
    self.lifetimeDays = lifetimeDays
  }

  /// The times that stand in a credential: whole days, so that they do not tell which of the credentials of a day it is
  /// (RFC 9901 §10.1).
  func times(at now: NumericDate) -> (issuedAt: NumericDate, expiresAt: NumericDate) {
    let day = NumericDate(now.seconds / 86_400 * 86_400)
    return (day, day + lifetimeDays * 86_400)
  }
}
