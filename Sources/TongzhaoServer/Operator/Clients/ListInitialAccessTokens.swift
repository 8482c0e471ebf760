package import JOSE
import SQLStore

/// The initial access tokens that are good, without their secrets.
package struct ListInitialAccessTokens: OperatorCommand {
  package static let name = "clients.list-initial-access-tokens"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    _ = try desk.identityProvider
    let tokens = try await SQLRegistrationStore(desk.state.database).initialAccessTokens(at: now)
    return OperatorAnswer(json: .array(tokens.map { .object($0.json) }), lines: tokens.flatMap(\.lines))
  }
}
