import IdentityProvider
package import JOSE

/// Approves a department's application and registers its client. Never by who entered it.
package struct ApproveApplication: OperatorCommand {
  package static let name = "clients.approve"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  package let number: Int

  package init(_ number: Int) { self.number = number }

  package init(parameters: JSONObject) throws { number = try ShowApplication(parameters: parameters).number }

  package var parameters: JSONObject { ["number": .integer(Int64(number))] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    try await desk.decidable(number).fullLines + ["Approve application \(number)?"]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let action = OperatorAction(.approveApplication, "\(number)", reason: desk.reason)
    return try await desk.state.carryOut(action, at: now) {
      let application = try await desk.decidable(number)
      return try await ClientOperations(desk.state).approve(application, by: desk.asker.name, at: now).answer
    }
  }
}
