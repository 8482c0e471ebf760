import AuditLog
package import JOSE

/// The newest events, oldest first.
package struct TailAuditLog: OperatorCommand {
  package static let name = "audit.tail"
  package static let duty = OperatorDuty.audit
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package let lines: Int

  package init(lines: Int) { self.lines = lines }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    lines = try parameters.number("lines", default: 20, in: 1...10_000)
    try parameters.finish()
  }

  package var parameters: JSONObject { ["lines": .integer(Int64(lines))] }
  package var isNoted: Bool { false }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await desk.noteReading("tail", "", at: now)
    let log = desk.auditing.log
    let size = try await log.size()
    return AuditAnswer.records(try await log.records(from: max(0, size - lines), limit: lines), next: size)
  }
}
