package import JOSE
import SQLStore

/// Ends an initial access token. What registered with it stays.
package struct RevokeInitialAccessToken: OperatorCommand {
  package static let name = "clients.revoke-initial-access-token"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.changes

  package let id: String

  package init(_ id: String) { self.id = id }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    id = try parameters.text("id")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["id": .string(id)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    _ = try desk.identityProvider
    let action = OperatorAction(.revokeInitialAccessToken, id, reason: desk.reason)
    try await desk.state.carryOut(action, at: now) {
      guard try await SQLRegistrationStore(desk.state.database).revokeInitialAccessToken(id) else {
        throw OperatorRefusal.unknownInitialAccessToken(id)
      }
    }
    return OperatorAnswer(json: ["id": .string(id), "revoked": true], lines: ["\(id): revoked"])
  }
}
