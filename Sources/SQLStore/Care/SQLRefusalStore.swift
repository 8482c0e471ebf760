package import JOSE
package import KeyCustody

/// Keeps why requests were refused, for as long as somebody may ask: a ring bounded by rows and by age, apart for those
/// of registered clients, so that strangers cannot push theirs out. The reasons are sealed: what was received may be
/// personal.
package struct SQLRefusalStore: SQLTables {
  /// Whose refusals share a ring.
  package enum Ring: String, Sendable, Hashable, CaseIterable {
    case client, stranger

    /// Rows that are kept.
    package var rows: Int {
      switch self {
      case .client: 20_000
      case .stranger: 5_000
      }
    }
  }

  /// A refusal, ready to be kept.
  package struct Entry: Sendable, Hashable {
    package let requestID: String
    package let ring: Ring
    package let at: NumericDate
    package let reasons: [UInt8]

    package init(requestID: String, ring: Ring, at: NumericDate, reasons: [UInt8]) {
      self.requestID = requestID
      self.ring = ring
      self.at = at
      self.reasons = reasons
    }
  }

  /// Seconds for which they are kept.
  package static let life = 7 * 86_400

  private let database: any SQLDatabase
  private let secrets: ServerSecrets

  /// In this database.
  package init(_ database: any SQLDatabase, secrets: ServerSecrets) {
    self.database = database
    self.secrets = secrets
  }

  package static let migrations = [
    Migration(
      name: "refusals 1 create",
      statements: [
        """
        CREATE TABLE refusals (
          request_id TEXT NOT NULL PRIMARY KEY, ring TEXT NOT NULL, position BIGINT NOT NULL, sealed BLOB NOT NULL,
          at BIGINT NOT NULL, expires_at BIGINT NOT NULL, UNIQUE (ring, position)
        )
        """,
        "CREATE INDEX refusals_by_expiry ON refusals (expires_at)",
        "CREATE TABLE refusals_dropped (hour BIGINT NOT NULL PRIMARY KEY, number BIGINT NOT NULL)",
      ])
  ]

  package static let expiring = [
    ExpiringRows(
      table: "refusals",
      deletion: """
        DELETE FROM refusals WHERE request_id IN
          (SELECT request_id FROM refusals WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """),
    ExpiringRows(
      table: "refusals_dropped",
      deletion: """
        DELETE FROM refusals_dropped WHERE hour IN
          (SELECT hour FROM refusals_dropped WHERE hour <= $1 - 604800 ORDER BY hour LIMIT $2)
        """),
  ]

  /// Keeps a batch, in one transaction; what is older than the ring is long goes. `dropped` more could not be kept.
  package func keep(_ entries: [Entry], dropped: Int, at now: NumericDate) async throws {
    let sealed = try entries.map { entry in
      try secrets.seal(entry.reasons, .evidence, associatedData: Self.context(entry.requestID), at: now)
    }
    try await database.write { connection in
      for (entry, sealed) in zip(entries, sealed) {
        try connection.run(
          """
          INSERT INTO refusals (request_id, ring, position, sealed, at, expires_at)
          VALUES ($1, $2, 1 + COALESCE((SELECT MAX(position) FROM refusals WHERE ring = $2), 0), $3, $4, $5)
          ON CONFLICT (request_id) DO NOTHING
          """,
          [
            .text(entry.requestID), .text(entry.ring.rawValue), .blob(sealed), .date(entry.at),
            .date(entry.at + Self.life),
          ])
      }
      for ring in Set(entries.map(\.ring)) {
        try connection.run(
          """
          DELETE FROM refusals WHERE ring = $1
            AND position <= (SELECT MAX(position) FROM refusals WHERE ring = $1) - $2
          """, [.text(ring.rawValue), .int(ring.rows)])
      }
      guard dropped > 0 else { return }
      try connection.run(
        """
        INSERT INTO refusals_dropped (hour, number) VALUES ($1, $2)
        ON CONFLICT (hour) DO UPDATE SET number = refusals_dropped.number + $2
        """, [.integer(now.seconds / 3600 * 3600), .int(dropped)])
    }
  }

  /// The reasons of one refusal, and when it was; nil when nothing is kept of it.
  package func refusal(_ requestID: String, at now: NumericDate) async throws -> (at: NumericDate, reasons: [UInt8])? {
    let row = try await database.read {
      try $0.row("SELECT sealed, at FROM refusals WHERE request_id = $1", [.text(requestID)])
    }
    guard let row else { return nil }
    let reasons = try secrets.open(
      try row.blob(0), .evidence, associatedData: Self.context(requestID), at: now)
    return (try row.date(1), reasons)
  }

  /// How many could not be kept in the hours since.
  package func dropped(since: NumericDate) async throws -> Int {
    try await database.scan {
      try $0.row(
        "SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT) FROM refusals_dropped WHERE hour >= $1", [.date(since)])?.int(
          0) ?? 0
    }
  }

  private static func context(_ requestID: String) -> [UInt8] { Array("refusal \(requestID)".utf8) }
}
