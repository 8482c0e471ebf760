package import JOSE
package import KeyCustody

/// Public keys, for departments that take them by hand.
package struct ExportPublicKeys: OperatorCommand {
  package static let name = "keys.export-public"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  /// Only keys of this use.
  package let use: KeyUse?
  package let format: PublicKeyFormat

  package init(_ use: KeyUse?, as format: PublicKeyFormat) {
    self.use = use
    self.format = format
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    use = try parameters.optionalWord("use", as: KeyUse.self)
    format = try parameters.optionalWord("format", as: PublicKeyFormat.self) ?? .jwks
    try parameters.finish()
  }

  package var parameters: JSONObject {
    var parameters: JSONObject = ["format": .string(format.rawValue)]
    parameters["use"] = use.map { .string($0.rawValue) }
    return parameters
  }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let text = KeyOperations(desk.state).exported(use, as: format)
    return OperatorAnswer(
      json: format == .jwks ? try JSON(parsing: Array(text.utf8)) : .string(text), lines: [text],
      content: .bytes(Array(text.utf8)))
  }
}
