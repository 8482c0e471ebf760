import ELicence
import IdentityProvider
package import JOSE

/// Accepts no more licences of an issuer and ends every login of its region.
package struct RevokeIssuer: OperatorCommand {
  package static let name = "emergency.revoke-issuer"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  /// Its name in the trust list, or its region.
  package let issuer: String

  package init(issuer: String) { self.issuer = issuer }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    issuer = try parameters.text("issuer")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["issuer": .string(issuer)] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    let entry = try await TrustOperations(try desk.identityProvider, desk.state, at: now).entry(issuer)
    let ended = try await EmergencyOperations(desk.state).consequences(of: .region(entry.anchor.region), at: now)
    return [
      "No licence under \(entry.anchor.name) (\(entry.name)) is accepted until it is lifted.",
      "Ended for good, for the whole region \(entry.anchor.region): \(ended.sum).",
      ended.remainder(at: now), "Revoke \(entry.anchor.name)?",
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let trust = try await TrustOperations(try desk.identityProvider, desk.state, at: now)
    let entry = try await trust.entry(issuer)
    let ended = try await EmergencyOperations(desk.state).revoke(entry, reason: desk.reason, at: now)
    var json: JSONObject = [
      "issuer": .string(entry.name), "region": .string(entry.anchor.region),
      "state": .string(TrustState.stopped.rawValue),
    ]
    json.merge(ended.json)
    return OperatorAnswer(
      json: .object(json), lines: ["Revoked: \(entry.anchor.name) (\(entry.name))", "Ended: \(ended.sum)"],
      warnings: [ended.remainder(at: now)])
  }
}
