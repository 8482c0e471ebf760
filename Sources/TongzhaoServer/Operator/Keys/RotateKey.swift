package import JOSE
package import KeyCustody

/// Announces a successor; it signs when every verifier has had time to fetch it, or at once: then with a reason, and
/// refused while an active client would refuse what it signs, unless forced.
package struct RotateKey: OperatorCommand {
  package static let name = "keys.rotate"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.changes
  package static let servers = ServerKind.allCases

  package let slot: KeySlot
  /// Whether it signs at once: verifiers that keep the former key set refuse new tokens until they fetch.
  package let immediately: Bool
  /// A client that was seen within so many days counts as active.
  package let activeDays: Int
  /// Do it although active clients will refuse what is signed.
  package let force: Bool

  package init(_ slot: KeySlot, immediately: Bool, activeDays: Int = 14, force: Bool = false) {
    self.slot = slot
    self.immediately = immediately
    self.activeDays = activeDays
    self.force = force
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    slot = try KeySlot(&parameters)
    immediately = try parameters.flag("now")
    activeDays = try parameters.number("active_days", default: 14, in: 0...3_660)
    force = try parameters.flag("force")
    try parameters.finish()
  }

  package var parameters: JSONObject {
    slot.parameters.merging([
      "now": .bool(immediately), "active_days": .integer(Int64(activeDays)), "force": .bool(force),
    ])
  }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    guard immediately else { return [] }
    let operations = KeyOperations(desk.state)
    let announced = operations.list().first { $0.slot == slot && $0.state == .announced }
    let warnings = try await operations.warningsOfRotatingAtOnce(slot, activeDays: activeDays, at: now)
    return [announced.map { "The announced key \($0.kid) signs at once." } ?? "A new key is made and signs at once."]
      + warnings
      + [force || warnings.isEmpty ? "Let it sign now?" : "This is refused without --force. Ask for it all the same?"]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = KeyOperations(desk.state)
    let kid: String
    if immediately {
      guard desk.reason?.isEmpty == false else { throw OperatorRefusal.reasonMissing }
      kid = try await operations.rotateAtOnce(
        slot, activeDays: activeDays, force: force, reason: desk.reason, at: now)
    } else {
      kid = try await operations.rotate(slot, reason: desk.reason, at: now)
    }
    return OperatorAnswer(json: ["kid": .string(kid)], lines: [kid])
  }
}
