import AsyncHTTPClient
package import JOSE
import OAuthHTTP

/// `doctor`: looks at everything that must hold, from inside and from outside.
package struct ExamineServer: OperatorCommand {
  package static let name = "care.doctor"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers: [ServerKind] = [.identityProvider, .licenceIssuer]
  package static let isUnattended = true

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }
  /// It is asked by timers, every day and on every replica.
  package var isNoted: Bool { false }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let client = try OutgoingHTTP.client(trustedRootsFile: desk.settings.server.trustedRootsFile)
    let evidence: DoctorEvidence
    do {
      evidence = try await DoctorExamination(desk: desk) { try await OutsideAnswer.get($0, by: client) }
        .evidence(at: now)
      try await client.shutdown()
    } catch {
      try? await client.shutdown()
      throw error
    }
    return Self.answer(DoctorRules(evidence: evidence).findings)
  }

  static func answer(_ findings: [DoctorFinding]) -> OperatorAnswer {
    OperatorAnswer(
      json: [
        "healthy": .bool(findings.isEmpty), "checks": .integer(Int64(DoctorCheck.allCases.count)),
        "findings": .array(findings.map(\.json)),
      ],
      lines: findings.isEmpty
        ? ["\(DoctorCheck.allCases.count) checks, nothing found."] : findings.flatMap(\.lines),
      finding: findings.contains { $0.severity == .error })
  }
}
