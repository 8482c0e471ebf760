import ELicence
import IdentityProvider
package import JOSE

/// Accepts the licences of a suspended issuer again.
package struct ResumeTrust: OperatorCommand {
  package static let name = "trust.resume"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

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
    let operations = try await desk.trust(at: now)
    return try await operations.move(
      try await operations.entry(issuer), to: .active, reason: desk.reason, at: now
    ).answer
  }
}
