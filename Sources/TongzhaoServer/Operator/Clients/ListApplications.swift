package import JOSE
package import SQLStore

/// Departments' applications, those that wait unless another outcome is asked for.
package struct ListApplications: OperatorCommand {
  package static let name = "clients.applications"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  package let outcome: StoredApplication.Outcome

  package init(_ outcome: StoredApplication.Outcome) { self.outcome = outcome }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    outcome = try parameters.optionalWord("outcome", as: StoredApplication.Outcome.self) ?? .pending
    try parameters.finish()
  }

  package var parameters: JSONObject { ["outcome": .string(outcome.rawValue)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let found = try await SQLApplicationStore(desk.state.database).applications(outcome)
    return OperatorAnswer(json: .array(found.map { .object($0.json) }), lines: found.flatMap(\.lines))
  }
}
