package import IdentityProvider
package import JOSE
import SQLStore

/// One delivery.
package struct ShowDelivery: OperatorCommand {
  package static let name = "deliveries.show"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  package let id: DeliveryID

  package init(_ id: DeliveryID) { self.id = id }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    id = try parameters.parsed("delivery_id", "a delivery's identifier") { DeliveryID($0) }
    try parameters.finish()
  }

  package var parameters: JSONObject { ["delivery_id": .string(id.value)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    guard let found = try await SQLDeliveryStore(desk.state.database).delivery(id) else {
      throw DeliveryRefusal.unknown(id)
    }
    return OperatorAnswer(json: .object(found.json), lines: found.fullLines)
  }
}
