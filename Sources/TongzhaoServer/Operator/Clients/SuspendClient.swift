import IdentityProvider
package import JOSE
package import OAuth

/// Takes a client out of service within a second: nobody logs in to it, and its tokens are dead.
package struct SuspendClient: OperatorCommand {
  package static let name = "clients.suspend"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.endangers

  package let id: ClientID

  package init(_ id: ClientID) { self.id = id }

  package init(parameters: JSONObject) throws { id = try ShowClient(parameters: parameters).id }

  package var parameters: JSONObject { ["client_id": .string(id.value)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await Self.carryOut(id, suspended: true, at: desk, now: now)
  }

  static func carryOut(
    _ id: ClientID, suspended: Bool, at desk: OperatorDesk, now: NumericDate
  ) async throws -> OperatorAnswer {
    let client = try await ClientOperations(desk.state).suspend(id, suspended, reason: desk.reason, at: now)
    return OperatorAnswer(
      json: ["client_id": .string(client.id.value), "suspended": .bool(client.suspended)],
      lines: ["\(client.id.value): \(client.suspended ? "suspended" : "in service")"])
  }
}
