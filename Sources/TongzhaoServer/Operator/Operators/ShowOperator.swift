package import JOSE
import SQLStore

/// One operator.
package struct ShowOperator: OperatorCommand {
  package static let name = "operators.show"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.looks
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
    try await OperatorDirectory(desk.state, desk.settings.server).known(`operator`).answer
  }
}
