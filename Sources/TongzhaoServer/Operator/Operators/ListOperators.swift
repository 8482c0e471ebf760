package import JOSE
import SQLStore

/// All operators, removed ones too.
package struct ListOperators: OperatorCommand {
  package static let name = "operators.list"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let all = try await SQLOperatorStore(desk.state.database).operators()
    return OperatorAnswer(json: .array(all.map { .object($0.json) }), lines: all.flatMap(\.lines))
  }
}
