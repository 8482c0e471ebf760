import AuditLog
import JOSE

/// Leaves, as commands answer them.
enum AuditAnswer {
  /// `records` are leaves; `next` is the first index behind them.
  static func records(_ records: [AuditRecord], next: Int? = nil) -> OperatorAnswer {
    let leaves = records.map { record in
      (try? JSON(parsing: record.bytes)) ?? .string(String(decoding: record.bytes, as: UTF8.self))
    }
    var json: JSONObject = ["records": .array(leaves)]
    json["next"] = next.map { .integer(Int64($0)) }
    return OperatorAnswer(json: .object(json), lines: records.map(line))
  }

  /// One line for a person.
  static func line(_ record: AuditRecord) -> String {
    guard let leaf = record.leaf else { return String(decoding: record.bytes, as: UTF8.self).printable() }
    let event = leaf.event
    let words: [String?] = [
      "\(leaf.index)", event.at.text, event.action.rawValue, event.outcome.rawValue,
      event.actor.name.map { "\(event.actor.role.rawValue):\($0.printable())" } ?? event.actor.role.rawValue,
      event.client.map { "client=\($0.printable())" }, event.licence.map { "licence=\($0.printable())" },
      event.object.map { "object=\($0.printable())" }, event.reason.map { "reason=\($0.printable())" },
      leaf.requestID.map { "request=\($0.printable())" },
    ]
    return words.compactMap(\.self).joined(separator: "  ")
  }
}
