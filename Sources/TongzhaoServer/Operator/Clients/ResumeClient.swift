package import JOSE
package import OAuth

/// Puts a suspended client back into service.
package struct ResumeClient: OperatorCommand {
  package static let name = "clients.resume"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.endangers

  package let id: ClientID

  package init(_ id: ClientID) { self.id = id }

  package init(parameters: JSONObject) throws { id = try ShowClient(parameters: parameters).id }

  package var parameters: JSONObject { ["client_id": .string(id.value)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await SuspendClient.carryOut(id, suspended: false, at: desk, now: now)
  }
}
