package import JOSE
import KeyCustody

/// The published keys with their dates.
package struct ListKeys: OperatorCommand {
  package static let name = "keys.list"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let keys = KeyOperations(desk.state).list()
    return OperatorAnswer(json: .array(keys.map { .object($0.json) }), lines: keys.flatMap(\.lines))
  }
}
