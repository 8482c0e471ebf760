import IdentityProvider
package import JOSE
package import KeyCustody

/// What a rotation comes to, without doing it: the timeline, and who has fetched an announced key.
package struct PreviewKeyRotation: OperatorCommand {
  package static let name = "keys.preview-rotation"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package let slot: KeySlot
  /// A client that was seen within so many days counts as active.
  package let activeDays: Int

  package init(_ slot: KeySlot, activeDays: Int) {
    self.slot = slot
    self.activeDays = activeDays
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    slot = try KeySlot(&parameters)
    activeDays = try parameters.number("active_days", default: 14, in: 0...3_660)
    try parameters.finish()
  }

  package var parameters: JSONObject { slot.parameters.merging(["active_days": .integer(Int64(activeDays))]) }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = KeyOperations(desk.state)
    let timeline = try await operations.timeline(of: slot, announcing: true, at: now)
    let announced = operations.list().first { $0.slot == slot && $0.state == .announced }
    var readiness: KeyReadiness?
    if let announced {
      readiness = try await operations.readiness(
        of: try await operations.key(announced.kid), activeDays: activeDays, at: now)
    }
    var json: JSONObject = ["timeline": timeline.json]
    json["announced"] = announced.map { .string($0.kid) }
    json["readiness"] = readiness?.json
    var lines = timeline.lines
    if let readiness {
      lines += ["Who has fetched the announced key:"] + readiness.lines + readiness.warnings.map { "  ! \($0)" }
    }
    return OperatorAnswer(json: .object(json), lines: lines)
  }
}
