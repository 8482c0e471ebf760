import IdentityProvider
import JOSE
import OAuth
import SQLStore

extension StoredApplication {
  /// For programs.
  var json: JSONObject {
    var json: JSONObject = [
      "number": .integer(Int64(number)), "document": .object(document), "contact": .string(contact),
      "purpose": .string(purpose), "applied_by": .string(appliedBy), "applied_at": .date(appliedAt),
      "outcome": .string(outcome.rawValue), "risks": .array(risks.map(\.json)),
    ]
    json["decided_by"] = decidedBy.map(JSON.string)
    json["decided_at"] = decidedAt.map(JSON.date)
    json["base"] = base.map(JSON.object)
    return json
  }

  /// For a person at a terminal.
  var lines: [String] {
    [
      "\(number)  \(outcome.rawValue)  \(document["client_id"]?.string ?? "?")  by \(appliedBy), \(appliedAt.text)",
      "    \(purpose.printable()) (contact: \(contact.printable()))",
    ]
  }

  /// Everything that who decides should see.
  var fullLines: [String] {
    let known = base ?? [:]
    let gone = known.filter { document[$0.name] == nil }.map { "    \($0.name): \(Self.text($0.value)) → (none)" }
    let members = document.map { name, value in
      let before = known[name].map(Self.text) ?? "(none)"
      return "    \(name.printable()): "
        + (base == nil || known[name] == value ? Self.text(value) : "\(before) → \(Self.text(value))")
    }
    return lines + members + gone + risks.map(\.warning)
  }

  private static func text(_ value: JSON) -> String { (value.string ?? value.text).printable() }

  private var risks: [ClientRisk] {
    do { return ClientRisk.risks(of: try Client(document: .object(document))) } catch { return [] }
  }
}
