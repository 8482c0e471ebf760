package import ELicence
package import JOSE
import LicenceIssuer

/// Ends what a person holds of a licence.
package struct WithdrawLicence: OperatorCommand {
  package static let name = "licences.withdraw"
  package static let duty = OperatorDuty.registrar
  package static let effect = OperatorEffect.changes
  package static let servers = [ServerKind.licenceIssuer]

  package let code: CreditCode
  /// The person's identifier.
  package let holder: String

  package init(_ code: CreditCode, from holder: String) {
    self.code = code
    self.holder = holder
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    code = try parameters.creditCode("code")
    holder = try parameters.text("holder")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["code": .string(code.value), "holder": .string(holder)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await desk.registrar.withdraw(holder, from: code, at: now)
    return OperatorAnswer(json: ["withdrawn": .string(holder)], lines: ["withdrawn"])
  }
}
