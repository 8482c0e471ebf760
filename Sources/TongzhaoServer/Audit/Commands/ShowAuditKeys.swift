import AuditLog
package import JOSE

/// The audit keys of all times as a JWK set, for whoever verifies.
package struct ShowAuditKeys: OperatorCommand {
  package static let name = "audit.public-keys"
  package static let duty = OperatorDuty.everybody
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }
  /// They are public.
  package var isNoted: Bool { false }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let keys = try await desk.auditing.log.publicKeys()
    return OperatorAnswer(
      json: keys.json, lines: [keys.json.text],
      warnings: keys.keys.map { "fingerprint: \($0.key.thumbprint)" })
  }
}
