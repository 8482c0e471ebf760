import SQLStore

/// Tables for tests of the driver itself.
enum CounterTables: SQLTables {
  static let migrations = [
    Migration(
      name: "counters 1",
      statements: [
        "CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL CHECK (value >= 0))",
        """
        CREATE TABLE marks (
          id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL REFERENCES counters (name), expires_at BIGINT NOT NULL)
        """,
        "CREATE INDEX marks_by_expiry ON marks (expires_at)",
      ])
  ]
  static let expiring = [
    ExpiringRows(
      table: "marks",
      deletion:
        "DELETE FROM marks WHERE id IN (SELECT id FROM marks WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)")
  ]
}

extension SQLDatabase {
  /// Inserts a counter.
  func insert(_ name: String, _ value: Int64) async throws {
    try await write {
      try $0.run("INSERT INTO counters (name, value) VALUES ($1, $2)", [.text(name), .integer(value)])
    }
  }

  /// All counters' names, sorted.
  func counterNames() async throws -> [String] {
    try await read { try $0.rows("SELECT name FROM counters ORDER BY name").map { try $0.text(0) } }
  }
}
