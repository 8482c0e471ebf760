import IdentityProvider
package import JOSE

/// Registers the client of a metadata document (RFC 7591), or replaces its registration.
package struct AddClient: OperatorCommand {
  package static let name = "clients.add"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.changes

  package let document: JSONObject

  package init(_ document: JSONObject) { self.document = document }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    document = try parameters.object("document")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["document": .object(document)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    // With operators there are always two: see clients.apply. At the machine there is one.
    if desk.asker.role != nil { throw OperatorRefusal.needsApproval }
    return try await ClientOperations(desk.state).add(.object(document), at: now).answer
  }
}
