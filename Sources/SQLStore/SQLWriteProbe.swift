package import JOSE
import Synchronization

/// Finds out whether the database keeps what is written: a full disk and a file that became read-only answer every read.
package struct SQLWriteProbe: SQLTables {
  package static let migrations = [
    Migration(
      name: "write_probe 1 create",
      statements: [
        "CREATE TABLE write_probe (id BIGINT NOT NULL PRIMARY KEY, written_at BIGINT NOT NULL)",
        "INSERT INTO write_probe (id, written_at) VALUES (1, 0)",
      ])
  ]

  private final class Last: Sendable {
    let success = Mutex(NumericDate?.none)
  }

  private let database: any SQLDatabase
  private let interval: Int
  private let last = Last()

  /// - Parameter interval: seconds for which a success is believed.
  package init(_ database: any SQLDatabase, every interval: Int = 5) {
    self.database = database
    self.interval = interval
  }

  /// Writes, unless that was done a moment ago. Throws what the database says.
  package func write(at now: NumericDate) async throws {
    if let success = last.success.withLock({ $0 }), success <= now, now - success < interval { return }
    try await database.write { connection in
      try connection.run("UPDATE write_probe SET written_at = $1 WHERE id = 1", [.date(now)])
    }
    last.success.withLock { $0 = now }
  }
}
