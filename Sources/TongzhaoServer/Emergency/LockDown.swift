package import IdentityProvider
package import JOSE

/// Stops logins, or everything that is given, until it is lifted. It survives restarts.
package struct LockDown: OperatorCommand {
  package static let name = "emergency.lockdown"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  package let level: Lockdown.Level
  package let cause: Lockdown.Cause

  package init(level: Lockdown.Level, cause: Lockdown.Cause) {
    self.level = level
    self.cause = cause
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    level = try parameters.optionalWord("level", as: Lockdown.Level.self) ?? .everything
    cause = try parameters.optionalWord("cause", as: Lockdown.Cause.self) ?? .security
    try parameters.finish()
  }

  package var parameters: JSONObject { ["level": .string(level.rawValue), "cause": .string(cause.rawValue)] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    let held = try await EmergencyOperations(desk.state).consequences(of: .everybody, at: now)
    let stopped =
      switch level {
      case .logins:
        ["Nobody logs in, and no session gives a code. Tokens, refresh and introspection go on."]
      case .everything:
        [
          "Nobody logs in, no token is issued or refreshed, UserInfo gives nothing, introspection says inactive.",
          "Held until it is lifted, and good again then: \(held.sum).", held.remainder(at: now),
        ]
      }
    return stopped + [
      "Key set, discovery, health, logout, revocation and receipts go on. It survives restarts; "
        + "tongzhao emergency lift ends it.",
      "Lock down now?",
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = EmergencyOperations(desk.state)
    try await operations.lock(
      Lockdown(level: level, cause: cause, reason: desk.reason ?? "", since: now), at: now)
    let held = try await operations.consequences(of: .everybody, at: now)
    var json: JSONObject = ["level": .string(level.rawValue), "cause": .string(cause.rawValue)]
    json.merge(held.json)
    return OperatorAnswer(
      json: .object(json), lines: ["Locked down: \(level.rawValue) (\(cause.rawValue))"],
      warnings: level == .everything ? [held.remainder(at: now)] : [])
  }
}
