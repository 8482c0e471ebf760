package import ELicence
package import JOSE
package import LicenceIssuer

/// Changes particulars; wallets obtain the new licence by themselves.
package struct ChangeLicence: OperatorCommand {
  package static let name = "licences.change"
  package static let duty = OperatorDuty.registrar
  package static let effect = OperatorEffect.endangers
  package static let servers = [ServerKind.licenceIssuer]

  package let code: CreditCode
  package let edits: [ParticularsEdit]

  package init(_ code: CreditCode, _ edits: [ParticularsEdit]) {
    self.code = code
    self.edits = edits
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    code = try parameters.creditCode("code")
    edits = try parameters.object("fields").map { name, value in
      guard let text = value.string else { throw OperatorParameterMistake.wrongType(name, expected: "a text") }
      return ParticularsEdit(field: name, value: text)
    }
    try parameters.finish()
  }

  package var parameters: JSONObject {
    ["code": .string(code.value), "fields": .object(JSONObject(edits.map { ($0.field, .string($0.value)) }))]
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let licence = try await desk.registrar.change(code, edits, reason: desk.reason ?? "", at: now)
    return OperatorAnswer(json: .object(licence.json), lines: [licence.line])
  }
}
