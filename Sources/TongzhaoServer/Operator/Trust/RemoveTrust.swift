import ELicence
import IdentityProvider
package import JOSE

/// Takes an issuer out of the list: nobody logs in by its licences, and logins made by them are over.
package struct RemoveTrust: OperatorCommand {
  package static let name = "trust.remove"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  /// The issuer's name (the first six characters are enough), or its region.
  package let issuer: String
  /// Whether logins made by its licences run on; its status lists are then still followed.
  package let keepSessions: Bool

  package init(_ issuer: String, keepSessions: Bool) {
    self.issuer = issuer
    self.keepSessions = keepSessions
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    issuer = try parameters.text("issuer")
    keepSessions = try parameters.flag("keep_sessions")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["issuer": .string(issuer), "keep_sessions": .bool(keepSessions)] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    let entry = try await desk.trust(at: now).entry(issuer)
    let logins = keepSessions ? "" : ", and logins made by them end"
    return ["Remove \(entry.anchor.name) (\(entry.anchor.region))? Nobody will log in by its licences\(logins)."]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = try await desk.trust(at: now)
    return try await operations.move(
      try await operations.entry(issuer), to: keepSessions ? .suspended : .removed, reason: desk.reason, at: now
    ).answer
  }
}
