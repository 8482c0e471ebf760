package import JOSE

/// The state of an order as its page's script reads it.
package struct OrderProgress: Sendable, Hashable {
  package let phase: OrderPhase
  /// Seconds until the present state ends; zero when it has.
  package let secondsLeft: Int
  /// Tries left for the number.
  package let triesLeft: Int
  /// Why the last answer could not be used.
  package let notice: String?
  package let version: Int64

  /// At this time.
  package init(_ change: OrderChange, policy: SignInPolicy, at now: NumericDate) {
    phase = change.phase(at: now)
    secondsLeft = max(0, change.expiresAt - now)
    triesLeft = max(0, policy.numberTries - change.wrongNumbers)
    notice = change.notice
    version = change.version
  }

  /// `{"state", "expires_in", "tries_left", "notice", "version"}`.
  package var json: JSONObject {
    var json: JSONObject = [
      "state": .string(phase.rawValue), "expires_in": .integer(Int64(secondsLeft)),
      "tries_left": .integer(Int64(triesLeft)), "version": .integer(version),
    ]
    json["notice"] = notice.map { .string($0) }
    return json
  }
}
