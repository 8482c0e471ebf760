package import JOSE

/// Which key-encryption keys are in use, who has them, and whether the former one can be destroyed.
package struct ShowEncryptionKeys: OperatorCommand {
  package static let name = "keys.encryption-keys"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await EncryptionKeyReport(desk: desk).answer(waiting: false)
  }
}
