import IdentityProvider
package import JOSE
import SQLStore

/// Rejects a department's application. Never by who entered it.
package struct RejectApplication: OperatorCommand {
  package static let name = "clients.reject"
  package static let duty = OperatorDuty.security
  package static let effect = OperatorEffect.endangers

  package let number: Int

  package init(_ number: Int) { self.number = number }

  package init(parameters: JSONObject) throws { number = try ShowApplication(parameters: parameters).number }

  package var parameters: JSONObject { ["number": .integer(Int64(number))] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let store = SQLApplicationStore(desk.state.database)
    let action = OperatorAction(.rejectApplication, "\(number)", reason: desk.reason)
    return try await desk.state.carryOut(action, at: now) {
      _ = try await desk.decidable(number)
      guard try await store.reject(number, by: desk.asker.name, at: now) else {
        throw OperatorRefusal.applicationDecided(number)
      }
      return OperatorAnswer(
        json: ["number": .integer(Int64(number)), "outcome": "rejected"], lines: ["Rejected: \(number)"])
    }
  }
}
