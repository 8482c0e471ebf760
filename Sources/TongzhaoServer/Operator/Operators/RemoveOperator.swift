package import JOSE
import SQLStore

/// Removes an operator for good. The name is not given to anybody else: the log speaks of it.
package struct RemoveOperator: OperatorCommand {
  package static let name = "operators.remove"
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

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    ["Remove the operator \(`operator`) for good?"]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await desk.move(`operator`, to: .removed, by: Self.name, at: now)
  }
}
