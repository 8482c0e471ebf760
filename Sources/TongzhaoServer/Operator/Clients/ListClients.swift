import IdentityProvider
package import JOSE
import OAuth

/// All clients.
package struct ListClients: OperatorCommand {
  package static let name = "clients.list"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let clients = try await ClientOperations(desk.state).list()
    return OperatorAnswer(
      json: .array(clients.map(\.document)), lines: clients.map { "\($0.id.value)  \($0.name.zh)  \($0.origin)" })
  }
}
