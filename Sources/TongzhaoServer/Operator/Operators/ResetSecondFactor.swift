package import JOSE
import SQLStore

/// Gives an operator another second factor, which is told once; the former one and every session are over.
package struct ResetSecondFactor: OperatorCommand {
  package static let name = "operators.reset-second-factor"
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
    guard !desk.asker.isOperator(named: `operator`) else { throw OperatorRefusal.notOneself }
    let directory = OperatorDirectory(desk.state, desk.settings.server)
    let action = OperatorAction(.init(rawValue: Self.name), `operator`, reason: desk.reason)
    let address = try await desk.state.carryOut(action, at: now) {
      try await directory.resetFactor(of: `operator`, at: now)
    }
    return OperatorAnswer(
      json: ["name": .string(`operator`), "otpauth": .string(address)],
      lines: ["Second factor (shown once): \(address)"])
  }
}
