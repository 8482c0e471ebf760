package import AuditLog
package import JOSE

/// Erases personal details that are older than a retention, which cannot be shorter than the law's; leaves stay. A
/// running server does the same by itself when its own retention is over.
package struct EraseAuditDetails: OperatorCommand {
  package static let name = "audit.erase-details"
  package static let duty = OperatorDuty.audit
  package static let effect = OperatorEffect.endangers
  package static let servers = ServerKind.allCases

  package let policy: RetentionPolicy

  package init(_ policy: RetentionPolicy) { self.policy = policy }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    let days = try parameters.number("days", in: RetentionPolicy.shortestDays...36_500)
    try parameters.finish()
    policy = try RetentionPolicy(days: days)
  }

  package var parameters: JSONObject { ["days": .integer(Int64(policy.days))] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    [
      "Network addresses and names beside leaves of before \(policy.limit(at: now).text) are lost for good.",
      "The leaves stay, and the erasure is recorded.", "Erase them?",
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let count = try await desk.auditing.log.eraseDetails(policy, by: .operator(desk.asker.name), at: now)
    return OperatorAnswer(json: ["erased": .integer(Int64(count))], lines: ["\(count) erased"])
  }
}
