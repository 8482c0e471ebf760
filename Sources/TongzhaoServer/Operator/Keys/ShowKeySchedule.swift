package import JOSE
import KeyCustody

/// What will happen to the keys, and everything that is wrong with the plan.
package struct ShowKeySchedule: OperatorCommand {
  package static let name = "keys.schedule"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = KeyOperations(desk.state)
    let (timelines, faults) = try await operations.schedule(at: now)
    return OperatorAnswer(
      json: [
        "longest_max_age": .integer(Int64(try await operations.longestMaximumAge())),
        "timelines": .array(timelines.map(\.json)), "faults": .array(faults.map { .string($0.sentence) }),
      ],
      lines: timelines.flatMap(\.lines), warnings: faults.map(\.sentence), finding: !faults.isEmpty)
  }
}
