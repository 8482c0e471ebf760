import IdentityProvider
package import JOSE
package import OAuth

/// Gives a client a new secret; the former one stays good for a while.
package struct RotateClientSecret: OperatorCommand {
  package static let name = "clients.rotate-secret"
  package static let duty = OperatorDuty.system
  package static let effect = OperatorEffect.endangers

  package let id: ClientID
  /// Seconds for which the former secret stays good.
  package let keep: Int

  package init(_ id: ClientID, keep: Int) {
    self.id = id
    self.keep = keep
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    id = try parameters.parsed("client_id", "a client's identifier") { ClientID($0) }
    keep = try parameters.number("keep", default: 7 * 86_400, in: 0...30 * 86_400)
    try parameters.finish()
  }

  package var parameters: JSONObject { ["client_id": .string(id.value), "keep": .integer(Int64(keep))] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let secret = try await ClientOperations(desk.state)
      .rotateSecret(of: id, keepingFormerFor: keep, reason: desk.reason, at: now)
    return OperatorAnswer(
      json: [
        "client_id": .string(id.value), "client_secret": .string(secret.revealed()), "former_until": .date(now + keep),
      ],
      lines: ["Secret (shown once): \(secret.revealed())", "The former one is good until \((now + keep).text)."])
  }
}
