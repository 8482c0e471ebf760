package import ELicence
package import JOSE
import LicenceIssuer

/// Everything known of one licence, with its history.
package struct ShowLicence: OperatorCommand {
  package static let name = "licences.show"
  package static let duty = OperatorDuty.registrar
  package static let effect = OperatorEffect.looks
  package static let servers = [ServerKind.licenceIssuer]

  package let code: CreditCode

  package init(_ code: CreditCode) { self.code = code }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    code = try parameters.creditCode("code")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["code": .string(code.value)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let record = try await desk.registrar.show(code)
    var json = record.licence.json
    json["holders"] = .array(record.holders.map(Self.json))
    json["history"] = .array(record.history.map(Self.json))
    var lines = [record.licence.line]
    for (name, value) in record.licence.particulars.json { lines.append("  \(name): \(value.string ?? value.text)") }
    for holder in record.holders {
      lines.append(
        "  \(holder.holder.role.chinese) \(holder.holder.name ?? "") (\(holder.holder.id))"
          + (holder.hasDocument ? " · identity document kept" : "")
          + (holder.deviceKey == nil ? " · not received yet" : ""))
    }
    for change in record.history { lines.append("  \(change.at.text)  v\(change.version)  \(change.reason)") }
    return OperatorAnswer(json: .object(json), lines: lines)
  }

  private static func json(_ holder: RegisteredHolder) -> JSON {
    var json: JSONObject = [
      "holder_id": .string(holder.holder.id), "holder_role": .string(holder.holder.role.rawValue),
      "appointed_at": .integer(holder.appointedAt.seconds), "has_document": .bool(holder.hasDocument),
    ]
    json["holder_name"] = holder.holder.name.map(JSON.string)
    json["device_key"] = holder.deviceKey.map(JSON.string)
    return .object(json)
  }

  private static func json(_ change: LicenceChange) -> JSON {
    [
      "version": .integer(Int64(change.version)), "at": .integer(change.at.seconds), "reason": .string(change.reason),
      "before": .object(change.before), "after": .object(change.after),
    ]
  }
}
