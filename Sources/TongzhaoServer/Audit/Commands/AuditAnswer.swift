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
    guard let leaf = record.leaf else { return printable(String(decoding: record.bytes, as: UTF8.self)) }
    let event = leaf.event
    let words: [String?] = [
      "\(leaf.index)", event.at.text, event.action.rawValue, event.outcome.rawValue,
      event.actor.name.map { "\(event.actor.role.rawValue):\(printable($0))" } ?? event.actor.role.rawValue,
      event.client.map { "client=\(printable($0))" }, event.licence.map { "licence=\(printable($0))" },
      event.object.map { "object=\(printable($0))" }, event.reason.map { "reason=\(printable($0))" },
      leaf.requestID.map { "request=\(printable($0))" },
    ]
    return words.compactMap(\.self).joined(separator: "  ")
  }

  /// What strangers typed must not steer the terminal.
  private static func printable(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? "·" : Character($0) })
  }
}
