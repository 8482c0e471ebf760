import IdentityProvider
package import JOSE

/// The licence issuers in the trust list.
package struct ListTrust: OperatorCommand {
  package static let name = "trust.list"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let entries = try await desk.trust(at: now).list()
    return OperatorAnswer(json: .array(entries.map { .object($0.json) }), lines: entries.flatMap(\.lines))
  }
}
