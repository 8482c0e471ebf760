package import JOSE
import SQLStore

/// One application with its whole document and every risky choice in it.
package struct ShowApplication: OperatorCommand {
  package static let name = "clients.application"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  package let number: Int

  package init(_ number: Int) { self.number = number }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    number = try parameters.number("number", in: 1...Int(Int32.max))
    try parameters.finish()
  }

  package var parameters: JSONObject { ["number": .integer(Int64(number))] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    guard let found = try await SQLApplicationStore(desk.state.database).application(number) else {
      throw OperatorRefusal.unknownApplication(number)
    }
    return OperatorAnswer(json: .object(found.json), lines: found.fullLines)
  }
}
