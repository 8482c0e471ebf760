package import IdentityProvider
package import JOSE
import SQLStore

/// Tells a client at once, with all tries before it again.
package struct RetryDeliveries: OperatorCommand {
  package static let name = "deliveries.retry"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.changes

  package let choice: DeliveryChoice

  package init(_ choice: DeliveryChoice) { self.choice = choice }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    choice = try DeliveryChoice(&parameters)
    try parameters.finish()
  }

  package var parameters: JSONObject { choice.parameters }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let action = OperatorAction(.init(rawValue: Self.name), choice.words, reason: desk.reason)
    let count = try await desk.state.carryOut(action, at: now) {
      let count = try await SQLDeliveryStore(desk.state.database).retry(choice, at: now)
      guard count > 0 else { throw DeliveryRefusal.nothingToRetry(choice) }
      return count
    }
    return OperatorAnswer(json: ["retried": .integer(Int64(count))], lines: ["Tried again now: \(count)"])
  }
}
