package import JOSE
package import KeyCustody

/// Announces a successor; it signs when every verifier has had time to fetch it, or at once.
package struct RotateKey: OperatorCommand {
  package static let name = "keys.rotate"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.changes
  package static let servers = ServerKind.allCases

  package let slot: KeySlot
  /// Whether it signs at once: verifiers that keep the former key set refuse new tokens until they fetch.
  package let immediately: Bool

  package init(_ slot: KeySlot, immediately: Bool) {
    self.slot = slot
    self.immediately = immediately
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    slot = try KeySlot(&parameters)
    immediately = try parameters.flag("now")
    try parameters.finish()
  }

  package var parameters: JSONObject { slot.parameters.merging(["now": .bool(immediately)]) }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let kid = try await KeyOperations(desk.state)
      .rotate(slot, immediately: immediately, reason: desk.reason, at: now)
    return OperatorAnswer(json: ["kid": .string(kid)], lines: [kid])
  }
}
