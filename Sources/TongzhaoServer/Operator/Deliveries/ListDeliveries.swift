package import IdentityProvider
package import JOSE
package import OAuth
import SQLStore

/// What clients are still to be told, the oldest first.
package struct ListDeliveries: OperatorCommand {
  package static let name = "deliveries.list"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  package let state: DeliveryState?
  package let client: ClientID?
  package let limit: Int

  package init(_ state: DeliveryState?, client: ClientID?, limit: Int) {
    self.state = state
    self.client = client
    self.limit = limit
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    state = try parameters.optionalWord("state", as: DeliveryState.self)
    client = try parameters.optionalParsed("client_id", "a client's identifier") { ClientID($0) }
    limit = try parameters.number("limit", default: 100, in: 1...1_000)
    try parameters.finish()
  }

  package var parameters: JSONObject {
    var parameters: JSONObject = ["limit": .integer(Int64(limit))]
    parameters["state"] = state.map { .string($0.rawValue) }
    parameters["client_id"] = client.map { .string($0.value) }
    return parameters
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let found = try await SQLDeliveryStore(desk.state.database).list(state, client: client, limit: limit)
    return OperatorAnswer(
      json: .array(found.map { .object($0.json) }), lines: found.isEmpty ? ["Nothing waits."] : found.map(\.line))
  }
}
