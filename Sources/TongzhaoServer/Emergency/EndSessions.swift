import ELicence
import IdentityProvider
package import JOSE

/// Ends everybody's sessions and grants, or an enterprise's: people log in anew.
package struct EndSessions: OperatorCommand {
  package static let name = "emergency.end-sessions"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  /// The credit code of the one enterprise; everybody when nil.
  package let uscc: String?

  package init(uscc: String?) { self.uscc = uscc }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    uscc = try parameters.optionalParsed("uscc", "a unified social credit code") { try? CreditCode($0) }?.value
    try parameters.finish()
  }

  package var parameters: JSONObject { uscc.map { ["uscc": .string($0)] } ?? [:] }

  private var scope: EmergencyScope { uscc.map(EmergencyScope.licence) ?? .everybody }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    let ended = try await EmergencyOperations(desk.state).consequences(of: scope, at: now)
    return [
      "Ended for good: \(ended.sum). People can log in again at once.", ended.remainder(at: now),
      uscc.map { "End the sessions of \($0)?" } ?? "End everybody's sessions?",
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let ended = try await EmergencyOperations(desk.state)
      .end(scope, subject: uscc ?? "everybody", reason: desk.reason, at: now)
    return OperatorAnswer(
      json: .object(ended.json), lines: ["Ended: \(ended.sum)"], warnings: [ended.remainder(at: now)])
  }
}
