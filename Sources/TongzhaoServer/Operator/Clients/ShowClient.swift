import IdentityProvider
package import JOSE
package import OAuth

/// One client's document.
package struct ShowClient: OperatorCommand {
  package static let name = "clients.show"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  package let id: ClientID

  package init(_ id: ClientID) { self.id = id }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    id = try parameters.parsed("client_id", "a client's identifier") { ClientID($0) }
    try parameters.finish()
  }

  package var parameters: JSONObject { ["client_id": .string(id.value)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let document = try await ClientOperations(desk.state).known(id).document
    return OperatorAnswer(json: document, lines: [document.text])
  }
}
