package import ELicence
package import IdentityProvider
import JOSE
import OAuth

/// How often a client's logins ended how, day by day. Counted where the login ends, in its transaction, so that the
/// numbers are right even when a process is killed; and counted only: there is no enterprise, no person and no time of
/// day in it, so nothing that a licence did can be read from it.
package struct SQLUsageStore: SQLTables {
  /// A day's count.
  package struct Count: Sendable, Hashable {
    package let day: CalendarDate
    package let client: String
    package let scenario: LoginScenario
    package let outcome: LoginOutcome
    package let count: Int

    package init(day: CalendarDate, client: String, scenario: LoginScenario, outcome: LoginOutcome, count: Int) {
      self.day = day
      self.client = client
      self.scenario = scenario
      self.outcome = outcome
      self.count = count
    }
  }

  package static let migrations = [
    Migration(
      name: "usage 1 create",
      statements: [
        """
        CREATE TABLE usage_days (
          day BIGINT NOT NULL, client_id TEXT NOT NULL, scenario TEXT NOT NULL, outcome TEXT NOT NULL,
          logins BIGINT NOT NULL, PRIMARY KEY (day, client_id, scenario, outcome)
        )
        """
      ])
  ]

  private let database: any SQLDatabase

  /// In this database.
  package init(_ database: any SQLDatabase) { self.database = database }

  /// The counts of these days, both inclusive, in order of day and client.
  package func counts(from first: CalendarDate, through last: CalendarDate) async throws -> [Count] {
    try await database.scan { connection in
      try connection.rows(
        """
        SELECT day, client_id, scenario, outcome, logins FROM usage_days WHERE day >= $1 AND day <= $2
        ORDER BY day, client_id, scenario, outcome
        """,
        [.int(first.number), .int(last.number)]
      ).map { row in
        let number = try row.int(0)
        guard
          let day = CalendarDate(year: number / 10_000, month: number / 100 % 100, day: number % 100),
          let scenario = LoginScenario(rawValue: try row.text(2)),
          let outcome = LoginOutcome(rawValue: try row.text(3))
        else { throw StoreError.corrupt("usage_days has a row that says nothing") }
        return Count(
          day: day, client: try row.text(1), scenario: scenario, outcome: outcome, count: try row.int(4))
      }
    }
  }

  /// Counts one login, within the transaction that ends it.
  static func count(
    _ outcome: LoginOutcome, of channel: String?, for client: String, on connection: any SQLConnection,
    at now: NumericDate
  ) throws {
    try count(outcome, LoginScenario(channel.flatMap { Channel(rawValue: $0) }), for: client, on: connection, at: now)
  }

  static func count(
    _ outcome: LoginOutcome, _ scenario: LoginScenario, for client: String, on connection: any SQLConnection,
    at now: NumericDate
  ) throws {
    try connection.run(
      """
      INSERT INTO usage_days (day, client_id, scenario, outcome, logins) VALUES ($1, $2, $3, $4, 1)
      ON CONFLICT (day, client_id, scenario, outcome) DO UPDATE SET logins = usage_days.logins + 1
      """,
      [
        .int(CalendarDate(at: now).number), .text(client), .text(scenario.rawValue), .text(outcome.rawValue),
      ])
  }
}

extension CalendarDate {
  /// As 20261123: in order, and readable in the table.
  fileprivate var number: Int { year * 10_000 + month * 100 + day }
}
