import ELicence
import IdentityProvider
package import JOSE

/// Blocks an enterprise's licences here at once, whatever their issuer's status list says, and ends what was logged in.
package struct RevokeLicence: OperatorCommand {
  package static let name = "emergency.revoke-licence"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  /// The credit code.
  package let uscc: String

  package init(uscc: String) { self.uscc = uscc }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    uscc = try parameters.parsed("uscc", "a unified social credit code") { try? CreditCode($0) }.value
    try parameters.finish()
  }

  package var parameters: JSONObject { ["uscc": .string(uscc)] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    let ended = try await EmergencyOperations(desk.state).consequences(of: .licence(uscc), at: now)
    return [
      "No licence of \(uscc) opens anything here from now on, until it is lifted. The register is not changed.",
      "Ended for good: \(ended.sum).",
      "Sessions, refresh tokens, UserInfo and introspection are dead within a second.",
      ended.remainder(at: now), "Block \(uscc)?",
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let ended = try await EmergencyOperations(desk.state).block(uscc, reason: desk.reason ?? "", at: now)
    var json: JSONObject = ["uscc": .string(uscc), "blocked": true]
    json.merge(ended.json)
    return OperatorAnswer(
      json: .object(json), lines: ["Blocked: \(uscc)", "Ended: \(ended.sum)"], warnings: [ended.remainder(at: now)])
  }
}
