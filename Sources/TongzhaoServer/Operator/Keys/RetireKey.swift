package import JOSE
import KeyCustody

/// Takes a key out of service in order: its announced successor takes over, or an announced key is withdrawn.
package struct RetireKey: OperatorCommand {
  package static let name = "keys.retire"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.endangers
  package static let servers = ServerKind.allCases

  /// The key, or the beginning of its name.
  package let kid: String
  /// A client that was seen within so many days counts as active.
  package let activeDays: Int
  /// Do it although active clients will refuse what is signed.
  package let force: Bool

  package init(_ kid: String, activeDays: Int, force: Bool) {
    self.kid = kid
    self.activeDays = activeDays
    self.force = force
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    kid = try parameters.text("kid")
    activeDays = try parameters.number("active_days", default: 14, in: 0...3_660)
    force = try parameters.flag("force")
    try parameters.finish()
  }

  package var parameters: JSONObject {
    ["kid": .string(kid), "active_days": .integer(Int64(activeDays)), "force": .bool(force)]
  }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    let operations = KeyOperations(desk.state)
    let stored = try await operations.key(kid)
    // Its successor signs then.
    let warnings =
      force && stored.state == .signing
      ? try await operations.warningsOfRotatingAtOnce(stored.slot, activeDays: activeDays, at: now) : []
    return warnings + ["Retire \(stored.slot) \(stored.kid), which is \(stored.state.rawValue)?"]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = KeyOperations(desk.state)
    let stored = try await operations.key(kid)
    try await operations.retire(stored, activeDays: activeDays, force: force, reason: desk.reason, at: now)
    return PublishedKey(try await operations.key(stored.kid)).answer
  }
}
