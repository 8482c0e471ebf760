import IdentityProvider
package import JOSE
package import OAuth

/// Changes members of a registration (RFC 7396 for the top level: null takes a member away).
package struct EditClient: OperatorCommand {
  package static let name = "clients.edit"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.changes

  package let id: ClientID
  package let patch: JSONObject

  package init(_ id: ClientID, by patch: JSONObject) {
    self.id = id
    self.patch = patch
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    id = try parameters.parsed("client_id", "a client's identifier") { ClientID($0) }
    patch = try parameters.object("patch")
    if patch.isEmpty { throw OperatorParameterMistake.notAllowed("patch", reason: "must change something") }
    try parameters.finish()
  }

  package var parameters: JSONObject { ["client_id": .string(id.value), "patch": .object(patch)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = ClientOperations(desk.state)
    guard desk.asker.role != nil else {
      return try await operations.edit(id, by: patch, reason: desk.reason, at: now).answer
    }
    // With operators, a change needs two of them as the registration did.
    let (changed, base) = try await operations.document(of: id, changedBy: patch)
    return try await desk.apply(
      changed, from: base, contact: desk.asker.name, purpose: "change: \(patch.names.joined(separator: ", "))", at: now)
  }
}
