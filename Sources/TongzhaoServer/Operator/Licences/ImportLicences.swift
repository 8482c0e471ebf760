import ELicence
package import JOSE
import LicenceIssuer

/// Imports a CSV or JSON Lines file, which comes with the command: all of it, or nothing.
package struct ImportLicences: OperatorCommand {
  package static let name = "licences.import"
  package static let duty = OperatorDuty.registrar
  package static let effect = OperatorEffect.changes
  package static let servers = [ServerKind.licenceIssuer]

  package init() {}

  package init(parameters: JSONObject) throws { try OperatorParameters(parameters).finish() }

  package var parameters: JSONObject { [:] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let content = try desk.requiredContent
    let size = content.size
    let report = try await content.withFile { path in
      try await desk.registrar.importFile(path, at: now) { desk.progress($0.bytes, size, "\($0.records)") }
    }
    switch report {
    case .imported(let summary):
      return OperatorAnswer(
        json: [
          "registered": .integer(Int64(summary.registered)), "changed": .integer(Int64(summary.changed)),
          "unchanged": .integer(Int64(summary.unchanged)),
        ],
        lines: ["\(summary.registered) registered, \(summary.changed) changed, \(summary.unchanged) unchanged"])
    case .rejected(let faults, let total):
      throw RejectedLicences(
        lines: faults.flatMap { ["\($0.chinese)", "  \($0.english)"] } + [
          total > faults.count
            ? "\(total) lines are wrong, the first \(faults.count) are named above; nothing was changed"
            : "\(total) lines are wrong; nothing was changed"
        ])
    }
  }
}
