import IdentityProvider
package import JOSE
package import OAuth

/// Takes a client away for good.
package struct DeleteClient: OperatorCommand {
  package static let name = "clients.delete"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.endangers

  package let id: ClientID

  package init(_ id: ClientID) { self.id = id }

  package init(parameters: JSONObject) throws { id = try ShowClient(parameters: parameters).id }

  package var parameters: JSONObject { ["client_id": .string(id.value)] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    ["Delete \(id.value) for good?"]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await ClientOperations(desk.state).delete(id, reason: desk.reason, at: now)
    return OperatorAnswer(json: ["deleted": .string(id.value)], lines: ["Deleted: \(id.value)"])
  }
}
