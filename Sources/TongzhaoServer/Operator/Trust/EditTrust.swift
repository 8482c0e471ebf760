import ELicence
import IdentityProvider
package import JOSE

/// Changes what is said of an issuer in the trust list. Its root and region stay: another root is another entry.
package struct EditTrust: OperatorCommand {
  package static let name = "trust.edit"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  /// The issuer's name (the first six characters are enough), or its region.
  package let issuer: String
  /// Members of a trust list's entry; null takes one away.
  package let changes: JSONObject

  package init(_ issuer: String, changes: JSONObject) {
    self.issuer = issuer
    self.changes = changes
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    issuer = try parameters.text("issuer")
    changes = try parameters.object("changes")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["issuer": .string(issuer), "changes": .object(changes)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = try await desk.trust(at: now)
    return try await operations.edit(
      try await operations.entry(issuer), by: changes, reason: desk.reason, at: now
    ).answer
  }
}
