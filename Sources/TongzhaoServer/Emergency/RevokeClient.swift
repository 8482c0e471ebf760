import IdentityProvider
package import JOSE
package import OAuth

/// Takes a client out of service and ends everything that it was given, for good: resuming it brings nothing back.
package struct RevokeClient: OperatorCommand {
  package static let name = "emergency.revoke-client"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  package let id: ClientID

  package init(_ id: ClientID) { self.id = id }

  package init(parameters: JSONObject) throws { id = try ShowClient(parameters: parameters).id }

  package var parameters: JSONObject { ["client_id": .string(id.value)] }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    _ = try await ClientOperations(desk.state).known(id)
    let ended = try await EmergencyOperations(desk.state).consequences(of: .client(id), at: now)
    return [
      "\(id.value) is unknown to every part of the service until it is lifted: nobody logs in to it, it gets no token "
        + "and no answer to introspection.",
      "Ended for good: \(ended.sum). People stay logged in elsewhere.", ended.remainder(at: now),
      "Revoke \(id.value)?",
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let ended = try await EmergencyOperations(desk.state).revoke(id, reason: desk.reason, at: now)
    var json: JSONObject = ["client_id": .string(id.value), "suspended": true]
    json.merge(ended.json)
    return OperatorAnswer(
      json: .object(json), lines: ["Revoked: \(id.value)", "Ended: \(ended.sum)"],
      warnings: [ended.remainder(at: now)])
  }
}
