import ELicence
import IdentityProvider
package import JOSE

/// One licence issuer with its certificate.
package struct ShowTrust: OperatorCommand {
  package static let name = "trust.show"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  /// The issuer's name (the first six characters are enough), or its region.
  package let issuer: String

  package init(_ issuer: String) { self.issuer = issuer }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    issuer = try parameters.text("issuer")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["issuer": .string(issuer)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let entry = try await desk.trust(at: now).entry(issuer)
    return OperatorAnswer(
      json: .object(entry.json), lines: entry.lines + [TrustOperations.certificate(of: entry).pem])
  }
}
