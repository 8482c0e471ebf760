package import ELicence
package import JOSE
import LicenceIssuer

/// Licences whose code or name begins with a text.
package struct SearchLicences: OperatorCommand {
  package static let name = "licences.search"
  package static let duty = OperatorDuty.registrar
  package static let effect = OperatorEffect.looks
  package static let servers = [ServerKind.licenceIssuer]

  package let text: String
  package let limit: Int
  /// Begins behind the licence with this code.
  package let after: CreditCode?

  package init(_ text: String, limit: Int, after: CreditCode?) {
    self.text = text
    self.limit = limit
    self.after = after
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    text = try parameters.text("text")
    limit = try parameters.number("limit", default: 50, in: 1...1000)
    after = try parameters.optionalParsed("after", "a unified social credit code", CreditCode.init(typed:))
    try parameters.finish()
  }

  package var parameters: JSONObject {
    var parameters: JSONObject = ["text": .string(text), "limit": .integer(Int64(limit))]
    parameters["after"] = after.map { .string($0.value) }
    return parameters
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let registrar = try desk.registrar
    return try await registrar.page(after: after) { try await registrar.search(text, after: $0, limit: limit) }
  }
}
