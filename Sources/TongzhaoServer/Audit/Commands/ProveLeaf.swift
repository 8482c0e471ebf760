import AuditLog
package import JOSE

/// A receipt: a leaf with the proof that it is in the signed log.
package struct ProveLeaf: OperatorCommand {
  package static let name = "audit.prove"
  package static let duty = OperatorDuty.audit
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases

  package let index: Int

  package init(_ index: Int) { self.index = index }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    index = try parameters.number("index", in: 0...Int.max)
    try parameters.finish()
  }

  package var parameters: JSONObject { ["index": .integer(Int64(index))] }
  package var isNoted: Bool { false }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await desk.noteReading("prove", "leaf \(index)", at: now)
    guard let receipt = try await desk.auditing.receipt(of: index, at: now) else { throw AuditRefusal.noLeaf(index) }
    return OperatorAnswer(json: receipt.json, lines: [receipt.json.text])
  }
}
