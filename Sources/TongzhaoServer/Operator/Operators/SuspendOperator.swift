package import JOSE
import SQLStore

/// Takes an operator out of service: every session of the operator is over at once.
package struct SuspendOperator: OperatorCommand {
  package static let name = "operators.suspend"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers
  package static let servers = ServerKind.allCases

  package let `operator`: String

  package init(_ name: String) { `operator` = name }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    `operator` = try parameters.text("name")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["name": .string(`operator`)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await desk.move(`operator`, to: .suspended, by: Self.name, at: now)
  }
}
