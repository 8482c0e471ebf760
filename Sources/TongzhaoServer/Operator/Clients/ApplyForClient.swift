import IdentityProvider
package import JOSE
import SQLStore

/// Enters a department's application for a client, or for another registration of one; another operator decides.
package struct ApplyForClient: OperatorCommand {
  package static let name = "clients.apply"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.changes

  package let document: JSONObject
  /// Whom to ask about it.
  package let contact: String
  /// What it is for.
  package let purpose: String

  package init(_ document: JSONObject, contact: String, purpose: String) {
    self.document = document
    self.contact = contact
    self.purpose = purpose
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    document = try parameters.object("document")
    contact = try parameters.text("contact")
    purpose = try parameters.text("purpose")
    try parameters.finish()
  }

  package var parameters: JSONObject {
    ["document": .object(document), "contact": .string(contact), "purpose": .string(purpose)]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await desk.apply(document, contact: contact, purpose: purpose, at: now)
  }
}
