import IdentityProvider
import JOSE
import OAuth
import SQLStore

extension StoredDelivery {
  /// For programs.
  var json: JSONObject {
    var json: JSONObject = [
      "delivery_id": .string(delivery.id.value), "client_id": .string(delivery.client.value),
      "state": .string(state.rawValue), "tells": delivery.session == nil ? "answer_ready" : "session_ended",
      "attempts": .integer(Int64(delivery.attempts)), "created_at": .date(delivery.createdAt),
      "under_way": .bool(isLeased),
    ]
    json["sid"] = delivery.session.map { .string($0.value) }
    json["due_at"] = dueAt.map(JSON.date)
    json["last_result"] = lastResult.map { .string($0.rawValue) }
    json["last_at"] = lastAt.map(JSON.date)
    return json
  }

  /// For a person at a terminal.
  var line: String {
    let next = isLeased ? "under way" : dueAt.map { "next \($0.text)" } ?? "not tried again"
    let last = lastResult.map { ", last \($0.rawValue)" } ?? ""
    return "\(delivery.id)  \(delivery.client.value)  \(state.rawValue)  since \(delivery.createdAt.text)  "
      + "tries \(delivery.attempts)\(last), \(next)"
  }

  /// Everything that is known of it.
  var fullLines: [String] { json.map { "\($0.name): \($0.value.string ?? $0.value.text)" } }
}
