package import JOSE
package import Logging

/// Rows of one table that may be deleted once their time has come.
package struct ExpiringRows: Sendable {
  /// The table's name, for the log.
  package let table: String
  /// Deletes at most `$2` rows whose time is not after `$1`, found by the index on that time, for instance
  /// `DELETE FROM t WHERE id IN (SELECT id FROM t WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`.
  package let deletion: StaticString

  package init(table: String, deletion: StaticString) {
    self.table = table
    self.deletion = deletion
  }
}

/// Deletes what has expired, in small transactions between which everybody else has his turn.
package struct Expiry: Sendable {
  private let database: any SQLDatabase
  private let rows: [ExpiringRows]
  private let batch: Int

  package init(_ database: any SQLDatabase, _ rows: [ExpiringRows], batch: Int = 500) {
    self.database = database
    self.rows = rows
    self.batch = batch
  }

  /// Deletes everything that has expired at `now`, and tells how many rows that were.
  @discardableResult
  package func sweep(at now: NumericDate) async throws -> Int {
    var total = 0
    for rows in rows {
      var deleted: Int
      repeat {
        try Task.checkCancellation()
        deleted = try await database.write { [batch] connection in
          try connection.run(rows.deletion, [.date(now), .int(batch)])
        }
        total += deleted
      } while deleted >= batch
    }
    return total
  }

  /// Sweeps again and again until the task is cancelled. A failed sweep is logged; the next one does its work.
  package func run(
    every interval: Duration = .seconds(5), clock: @escaping @Sendable () -> NumericDate, logger: Logger
  ) async {
    while !Task.isCancelled {
      do {
        try await sweep(at: clock())
      } catch is CancellationError {
        return
      } catch {
        logger.error("expired rows could not be deleted", metadata: ["error": "\(error)"])
      }
      do { try await Task.sleep(for: interval) } catch { return }
    }
  }
}
