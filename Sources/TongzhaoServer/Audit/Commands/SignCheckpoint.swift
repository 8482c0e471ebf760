import AuditLog
package import JOSE

/// Signs the log as it is. The checkpoint is to be kept elsewhere.
package struct SignCheckpoint: OperatorCommand {
  package static let name = "audit.checkpoint"
  package static let duty = OperatorDuty.audit
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }
  /// The checkpoint is its own record.
  package var isNoted: Bool { false }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    guard let signed = try await desk.auditing.checkpoint(at: now) else { throw AuditRefusal.emptyLog }
    return OperatorAnswer(
      json: ["size": .integer(Int64(signed.unverified.size)), "checkpoint": .string(signed.compact)],
      lines: [signed.compact])
  }
}
