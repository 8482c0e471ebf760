import JOSE
import KeyCustody

extension PublishedKey {
  /// For programs.
  var json: JSONObject {
    [
      "kid": .string(kid), "use": .string(slot.use.rawValue), "alg": .string(slot.algorithm.rawValue),
      "state": .string(state.rawValue), "announced_at": .date(dates.announcedAt),
      "signs_from": .date(dates.signsFrom), "retires_at": .date(dates.retiresAt),
      "removes_at": .date(dates.removesAt), "in": .string(location == nil ? "database" : "hsm"),
      "location": location.map { .string($0.text) } ?? .null,
    ]
  }

  /// For a person at a terminal.
  var lines: [String] {
    [
      "\(slot)  \(state.rawValue)  \(kid)",
      "    signs \(dates.signsFrom.text) – \(dates.retiresAt.text), removed \(dates.removesAt.text)",
    ] + (location.map { ["    in the token: \($0.text)"] } ?? [])
  }

  /// One key.
  var answer: OperatorAnswer { OperatorAnswer(json: .object(json), lines: lines) }
}
