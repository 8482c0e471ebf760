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
    return json
  }

  /// For a person at a terminal.
  var lines: [String] {
    [
      "\(number)  \(outcome.rawValue)  \(document["client_id"]?.string ?? "?")  by \(appliedBy), \(appliedAt.text)",
      "    \(purpose) (contact: \(contact))",
    ]
  }

  /// Everything that who decides should see.
  var fullLines: [String] {
    lines + document.map { "    \($0.name): \($0.value.string ?? $0.value.text)" } + risks.map(\.warning)
  }

  private var risks: [ClientRisk] {
    do { return ClientRisk.risks(of: try Client(document: .object(document))) } catch { return [] }
  }
}
