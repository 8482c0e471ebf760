package import JOSE
import KeyCustody

/// Replaces the secrets behind what comes and goes: after a theft, what was made by the former ones is worth nothing.
package struct RotateSecrets: OperatorCommand {
  package static let name = "keys.rotate-secrets"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.endangers
  package static let servers = ServerKind.allCases

  /// Not those that seal what is kept, nor those that make subjects: nobody could read or recognise these any more.
  static let purposes: [SecretPurpose] = [.frame, .ticket, .refresh, .cookieSeal, .nonce, .transactionCode]

  /// For so many seconds what the former ones made is still good.
  package let keep: Int

  package init(keep: Int) { self.keep = keep }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    keep = try parameters.number("keep", default: 0, in: 0...2_678_400)
    try parameters.finish()
  }

  package var parameters: JSONObject { ["keep": .integer(Int64(keep))] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    [
      "Within seconds new secrets are used for \(Self.names).",
      keep == 0
        ? "What the former ones made is worth nothing then: logins under way, refresh tokens, offers that were made."
        : "What the former ones made is good for another \(keep) s.",
      "Replace them now?",
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let action = OperatorAction(
      .init(rawValue: Self.name), Self.names, reason: desk.reason, details: ["keep": .integer(Int64(keep))])
    try await desk.state.carryOut(action, at: now) {
      for purpose in Self.purposes {
        try await desk.state.custodian.rotateSecret(purpose, keepingFormerFor: keep, at: now)
      }
    }
    try await desk.state.keys.refresh()
    return OperatorAnswer(
      json: ["rotated": .array(Self.purposes.map { .string($0.rawValue) })], lines: ["Replaced: \(Self.names)."])
  }

  private static var names: String { purposes.map(\.rawValue).joined(separator: ", ") }
}
