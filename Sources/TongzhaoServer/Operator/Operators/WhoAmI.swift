package import JOSE

/// Who asks, in which role, from where.
package struct WhoAmI: OperatorCommand {
  package static let name = "operators.whoami"
  package static let duty = OperatorDuty.everybody
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    OperatorAnswer(
      json: [
        "name": .string(desk.asker.name), "role": desk.asker.role.map { .string($0.rawValue) } ?? .null,
        "source": desk.asker.source.map(JSON.string) ?? .null, "server": .string(desk.settings.kind.rawValue),
      ],
      lines: [desk.asker.name])
  }
}
