package import ELicence
package import JOSE
import LicenceIssuer

/// Moves a licence into another state.
package struct MoveLicence: OperatorCommand {
  package static let name = "licences.move"
  package static let duty = OperatorDuty.registrar
  package static let effect = OperatorEffect.endangers
  package static let servers = [ServerKind.licenceIssuer]

  package let code: CreditCode
  package let target: LicenceState

  package init(_ code: CreditCode, to target: LicenceState) {
    self.code = code
    self.target = target
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    code = try parameters.creditCode("code")
    target = try parameters.word("state", as: LicenceState.self)
    try parameters.finish()
  }

  package var parameters: JSONObject { ["code": .string(code.value), "state": .string(target.rawValue)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let licence = try await desk.registrar.move(code, to: target, reason: desk.reason ?? "", at: now)
    return OperatorAnswer(json: .object(licence.json), lines: [licence.line])
  }
}
