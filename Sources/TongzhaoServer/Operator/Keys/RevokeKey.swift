package import JOSE
import KeyCustody

/// A key may be stolen: replaces it at once; what it signed is dead.
package struct RevokeKey: OperatorCommand {
  package static let name = "keys.revoke"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.endangers
  package static let servers = ServerKind.allCases

  /// The key, or the beginning of its name.
  package let kid: String
  /// Whether all sessions and grants end too.
  package let endSessions: Bool

  package init(_ kid: String, endSessions: Bool) {
    self.kid = kid
    self.endSessions = endSessions
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    kid = try parameters.text("kid")
    endSessions = try parameters.flag("end_sessions")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["kid": .string(kid), "end_sessions": .bool(endSessions)] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    let operations = KeyOperations(desk.state)
    let stored = try await operations.key(kid)
    return try await operations.revocationPlan(stored)
      .lines(endingSessions: endSessions, signsTokens: stored.slot.use == .token) + ["Revoke it now?"]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    if endSessions { _ = try desk.identityProvider }
    let operations = KeyOperations(desk.state)
    let (done, ended) = try await operations.revoke(
      try await operations.key(kid), endingSessions: endSessions, reason: desk.reason, at: now)
    let successor = operations.list().first { $0.slot == done.slot && $0.state == .signing }
    var lines = ["Revoked: \(done.kid)"]
    if let successor { lines.append("Signing: \(successor.kid)") }
    if endSessions { lines.append("Sessions ended: \(ended)") }
    var warnings: [String] = []
    var withdrawn: String?
    if case .new(let passedOver?) = done.replacement {
      withdrawn = passedOver
      warnings.append("The announced key \(passedOver) could not sign and was withdrawn.")
    }
    if let fault = done.tokenFault {
      warnings += [
        "The new key is in the database, because the token could not make it: \(fault).",
        "When the token is back: tongzhao keys generate --use \(done.slot.use.rawValue)"
          + " --algorithm \(done.slot.algorithm.rawValue) --in hsm. It then destroys the revoked key by itself.",
      ]
    }
    return OperatorAnswer(
      json: [
        "revoked": .string(done.kid), "signing": successor.map { .string($0.kid) } ?? .null,
        "sessions_ended": .integer(Int64(ended)), "token_fault": done.tokenFault.map(JSON.string) ?? .null,
        "withdrawn": withdrawn.map(JSON.string) ?? .null,
      ],
      lines: lines, warnings: warnings)
  }
}
