import ELicence
import IdentityProvider
package import JOSE

/// Accepts no more licences of an issuer. Logins made before stay, as its status lists say.
package struct SuspendTrust: OperatorCommand {
  package static let name = "trust.suspend"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  /// The issuer's name (the first six characters are enough), or its region.
  package let issuer: String
  /// Whether logins made by its licences are over too.
  package let endSessions: Bool

  package init(_ issuer: String, endSessions: Bool) {
    self.issuer = issuer
    self.endSessions = endSessions
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    issuer = try parameters.text("issuer")
    endSessions = try parameters.flag("end_sessions")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["issuer": .string(issuer), "end_sessions": .bool(endSessions)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = try await desk.trust(at: now)
    return try await operations.move(
      try await operations.entry(issuer), to: endSessions ? .stopped : .suspended, reason: desk.reason, at: now
    ).answer
  }
}
