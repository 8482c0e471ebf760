import IdentityProvider
package import JOSE
import KeyCustody

/// One key: its dates, and for an announced token key who has fetched it.
package struct ShowKey: OperatorCommand {
  package static let name = "keys.show"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  /// The key, or the beginning of its name.
  package let kid: String
  /// A client that was seen within so many days counts as active.
  package let activeDays: Int

  package init(_ kid: String, activeDays: Int) {
    self.kid = kid
    self.activeDays = activeDays
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    kid = try parameters.text("kid")
    activeDays = try parameters.number("active_days", default: 14, in: 0...3_660)
    try parameters.finish()
  }

  package var parameters: JSONObject { ["kid": .string(kid), "active_days": .integer(Int64(activeDays))] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let operations = KeyOperations(desk.state)
    let stored = try await operations.key(kid)
    let shown = PublishedKey(stored)
    let readiness =
      stored.state == .announced ? try await operations.readiness(of: stored, activeDays: activeDays, at: now) : nil
    var json = shown.json
    json["jwk"] = .object(shown.jwk)
    json["promoted_at"] = stored.promotedAt.map(JSON.date)
    json["retired_at"] = stored.retiredAt.map(JSON.date)
    json["removed_at"] = stored.removedAt.map(JSON.date)
    json["readiness"] = readiness?.json
    var lines = shown.lines
    for certificate in operations.certificates(of: stored) {
      lines.append("    certificate \(certificate.subject), until \(certificate.until.text)")
    }
    if let readiness { lines += ["Who has fetched it:"] + readiness.lines }
    return OperatorAnswer(json: .object(json), lines: lines)
  }
}
