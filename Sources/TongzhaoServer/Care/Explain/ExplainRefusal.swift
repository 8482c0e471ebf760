import AuditLog
package import JOSE
import KeyCustody
import OAuthHTTP
import SQLStore

/// `explain`: why a request was refused, by the id that its error page or answer showed.
package struct ExplainRefusal: OperatorCommand {
  package static let name = "care.explain"
  package static let duty = OperatorDuty.systemOrSecurity
  package static let effect = OperatorEffect.looks
  package static let servers: [ServerKind] = [.identityProvider, .licenceIssuer]

  private let id: String

  package init(_ id: String) { self.id = id }

  package init(parameters: JSONObject) throws {
    var reader = OperatorParameters(parameters)
    id = try reader.text("id")
    try reader.finish()
  }

  package var parameters: JSONObject { ["id": .string(id)] }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    let store = SQLRefusalStore(desk.state.database, secrets: desk.state.keys.secrets)
    let log = SQLAuditLog(desk.state.database, secrets: desk.state.keys.secrets)
    var query = AuditQuery(limit: 20)
    query.requestID = id
    let events = try await log.search(query).compactMap(\.leaf).reversed()
    let kept = try await store.refusal(id, at: now)
    let dropped = try await store.dropped(since: now - 86_400)
    let droppedLine =
      dropped > 0 ? ["\(dropped) refusals of the last day came too fast to be kept; this may have been one."] : []
    guard kept != nil || !events.isEmpty else {
      throw UnexplainedRefusal(lines: CareRefusal.unknownErrorID(id).lines + droppedLine)
    }
    var lines: [String] = []
    var answer: JSONObject = ["request_id": .string(id)]
    if let kept {
      let json = try JSON(parsing: kept.reasons)
      answer["refusal"] = json
      answer["at"] = .date(kept.at)
      lines.append(kept.at.text)
      lines += ExplainedRefusal(json: json)?.lines ?? [json.text]
    }
    answer["events"] = .array(events.map { .string($0.event.action.rawValue) })
    lines += events.map { leaf in
      "  audit log \(leaf.index): \(leaf.event.action.rawValue) \(leaf.event.outcome.rawValue)"
        + (leaf.event.reason.map { " (\($0))" } ?? "")
    }
    return OperatorAnswer(json: .object(answer), lines: lines)
  }
}

/// Nothing is known of an id.
struct UnexplainedRefusal: OperatorFault {
  let lines: [String]
  var isRefusal: Bool { false }
}
