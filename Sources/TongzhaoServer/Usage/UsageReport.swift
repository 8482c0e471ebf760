import ELicence
package import IdentityProvider
package import JOSE
package import SQLStore

/// What a client's logins of a month came to.
///
/// Departments plan with these numbers, and nobody shall be found in them: there is no enterprise in the counts at all,
/// and a count below ``smallest`` is not told, because at a small office "two on Tuesday" can be somebody.
package struct UsageReport: Sendable {
  /// Counts from here on are told as they are.
  package static let smallest = 5

  /// One line.
  package struct Row: Sendable, Hashable {
    /// `2026-11`, or a day of it.
    package let period: String
    package let client: String
    package let scenario: LoginScenario
    package let outcome: LoginOutcome
    package let count: Int
  }

  package let month: UsageMonth
  package let isDaily: Bool
  /// Whether small counts are told too.
  package let isExact: Bool
  package let rows: [Row]

  package init(_ counts: [SQLUsageStore.Count], of month: UsageMonth, isDaily: Bool, isExact: Bool) {
    self.month = month
    self.isDaily = isDaily
    self.isExact = isExact
    var sums: [Row] = []
    for one in counts where one.count > 0 {
      let period = isDaily ? one.day.description : month.text
      let place = sums.firstIndex {
        $0.period == period && $0.client.isExactly(one.client) && $0.scenario == one.scenario
          && $0.outcome == one.outcome
      }
      let row = Row(
        period: period, client: one.client, scenario: one.scenario, outcome: one.outcome,
        count: one.count + (place.map { sums[$0].count } ?? 0))
      if let place { sums[place] = row } else { sums.append(row) }
    }
    rows = sums.sorted { Self.order($0) < Self.order($1) }
  }

  private static func order(_ row: Row) -> (String, String, Int, Int) {
    (
      row.period, row.client, LoginScenario.allCases.firstIndex(of: row.scenario) ?? 0,
      LoginOutcome.allCases.firstIndex(of: row.outcome) ?? 0
    )
  }

  /// The count as it is told.
  private func told(_ row: Row) -> String {
    isExact || row.count >= Self.smallest ? String(row.count) : "<\(Self.smallest)"
  }

  /// For a spreadsheet (RFC 4180).
  package var csv: [String] {
    ["period,client_id,scenario,outcome,logins"]
      + rows.map { row in
        [row.period, row.client, row.scenario.rawValue, row.outcome.rawValue, told(row)]
          .map(Self.quoted).joined(separator: ",")
      }
  }

  /// For a person.
  package var lines: [String] {
    if rows.isEmpty { return ["No logins in \(month.text)."] }
    let table =
      [["PERIOD", "CLIENT", "SCENARIO", "OUTCOME", "LOGINS"]]
      + rows.map { [$0.period, $0.client, $0.scenario.rawValue, $0.outcome.rawValue, told($0)] }
    let widths = (0..<4).map { column in table.map { $0[column].count }.max() ?? 0 }
    return table.map { cells in
      zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }.joined(separator: "  ")
        + "  " + cells[4]
    }
  }

  /// For programs. A count that is not told is null.
  package var json: JSON {
    .object([
      "month": .string(month.text), "time_zone": "Asia/Shanghai",
      "smallest": isExact ? .integer(1) : .integer(Int64(Self.smallest)),
      "rows": .array(
        rows.map { row in
          .object([
            "period": .string(row.period), "client_id": .string(row.client),
            "scenario": .string(row.scenario.rawValue), "outcome": .string(row.outcome.rawValue),
            "logins": isExact || row.count >= Self.smallest ? .integer(Int64(row.count)) : .null,
          ])
        }),
    ])
  }

  private static func quoted(_ cell: String) -> String {
    cell.contains { $0 == "," || $0 == "\"" || $0.isNewline } ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
  }
}
