package import IdentityProvider
package import JOSE
import SQLStore

/// Gives deliveries up: the client is never told, and whoever is logged in there stays so.
package struct DropDeliveries: OperatorCommand {
  package static let name = "deliveries.drop"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.endangers

  package let choice: DeliveryChoice

  package init(_ choice: DeliveryChoice) { self.choice = choice }

  package init(parameters: JSONObject) throws { choice = try RetryDeliveries(parameters: parameters).choice }

  package var parameters: JSONObject { choice.parameters }

  package func plan(at desk: OperatorDesk, now: NumericDate) async throws -> [String] {
    [
      "The client is not told that these sessions are over: whoever is logged in there stays so until the client's own "
        + "session ends.",
      "Drop what waits for \(choice.words)?",
    ]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let action = OperatorAction(.init(rawValue: Self.name), choice.words, reason: desk.reason)
    let count = try await desk.state.carryOut(action, at: now) {
      let count = try await SQLDeliveryStore(desk.state.database).drop(choice)
      guard count > 0 else { throw DeliveryRefusal.nothingToDrop(choice) }
      return count
    }
    return OperatorAnswer(json: ["dropped": .integer(Int64(count))], lines: ["Dropped: \(count)"])
  }
}
