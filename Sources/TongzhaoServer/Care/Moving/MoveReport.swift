package import JOSE
package import SQLStore

/// What a move would do.
package struct MovePlan: Sendable {
  package let from: String
  package let to: PostgreSQLAddress
  package let rows: [String: Int]
  /// What the file says of a move away.
  package let left: DatabaseMove?
  package let tablesAtTarget: Int
  /// What the target says of a move to it.
  package let arriving: DatabaseMove?

  /// Why it would be refused; nil when it would not.
  package var obstacle: String? {
    switch (left?.standing, arriving?.standing) {
    case (.left, .arriving) where left?.id == arriving?.id: nil
    case (.left, .arrived) where left?.id == arriving?.id: "It is done already."
    case (.left, _): "The file was moved to \(left?.other ?? "") already."
    case (_, .arriving): nil
    default: tablesAtTarget == 0 ? nil : "The target has \(tablesAtTarget) tables and must have none."
    }
  }

  package var json: JSON {
    [
      "from": .string(from), "to": .string(to.description), "possible": .bool(obstacle == nil),
      "obstacle": obstacle.map(JSON.string) ?? .null,
      "rows": .object(JSONObject(rows.sorted { $0.key < $1.key }.map { ($0.key, .integer(Int64($0.value))) })),
    ]
  }

  package var lines: [String] {
    var lines = ["\(rows.values.reduce(0, +)) rows in \(rows.count) tables go from \(from) to \(to)."]
    if left?.standing == .left { lines.append("They are there already: the move is compared and finished.") }
    lines.append(obstacle ?? "Nothing stands in the way. While it is done the server reads and does not write.")
    return lines
  }
}

/// What a move has done.
package struct MoveReport: Sendable {
  package let from: String
  package let to: PostgreSQLAddress
  package let contents: [TableContent]
  /// Whether only the end of an earlier one was missing.
  package let isResumed: Bool

  package var json: JSON {
    [
      "from": .string(from), "to": .string(to.description), "resumed": .bool(isResumed),
      "tables": .array(
        contents.map {
          [
            "name": .string($0.table), "rows": .integer(Int64($0.rows)), "sha256": .string(Base64URL.encode($0.digest)),
          ]
        }),
    ]
  }

  package var lines: [String] {
    var lines = contents.filter { $0.rows > 0 }.map { "  \($0.rows)  \($0.table)" }
    lines.append(
      "\(contents.map(\.rows).reduce(0, +)) rows in \(contents.count) tables were \(isResumed ? "" : "written and ")"
        + "read again: the same in number and by SHA-256, table by table.")
    lines.append("\(from) takes no write any more. Keep it until the first backup from \(to).")
    lines.append("Now: stop the server, name \(to) as \"database\" in its settings, and start it.")
    return lines
  }
}
