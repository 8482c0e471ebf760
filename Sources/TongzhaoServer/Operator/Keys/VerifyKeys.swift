package import JOSE
import KeyCustody

/// Opens every private key, signs with it and checks the signature and the schedule.
package struct VerifyKeys: OperatorCommand {
  package static let name = "keys.verify"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = KeyOperations(desk.state)
    let count = operations.list().count
    let faults =
      try await operations.faults().sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.rawValue)." }
      + (try await operations.schedule(at: now)).faults.map(\.sentence)
      + (try await desk.state.custodian.underFormerEncryptionKey()).map {
        "\($0.row): still sealed under the key-encryption key \($0.encryptionKey)."
      }
    return OperatorAnswer(
      json: ["keys": .integer(Int64(count)), "faults": .array(faults.map(JSON.string))],
      lines: faults.isEmpty ? ["\(count) keys open, sign and verify."] : [], warnings: faults,
      finding: !faults.isEmpty)
  }
}
