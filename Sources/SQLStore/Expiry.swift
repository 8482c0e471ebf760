import AuditLog
package import JOSE
package import Logging

/// Rows of one table that may be deleted once their time has come.
package struct ExpiringRows: Sendable {
  /// The table's name, for the log.
  package let table: String
  /// Deletes at most `$2` rows whose time is not after `$1`, found by the index on that time, for instance
  /// `DELETE FROM t WHERE id IN (SELECT id FROM t WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)`.
  package let deletion: StaticString
  /// What the audit log says of a row that `deletion` returns; nil says nothing.
  let event: (@Sendable (SQLRow, NumericDate) throws -> AuditEvent?)?
  /// What else follows for a row that `deletion` returns, in the same transaction.
  let consequence: (@Sendable (SQLRow, NumericDate, any SQLConnection) throws -> Void)?
  /// Whether the statement only notes that rows have run out, for the audit log and the consequence, and leaves them.
  let onlyNotes: Bool

  package init(table: String, deletion: StaticString) {
    self.init(table: table, deletion: deletion, onlyNotes: false, event: nil)
  }

  init(
    table: String, deletion: StaticString, onlyNotes: Bool,
    event: (@Sendable (SQLRow, NumericDate) throws -> AuditEvent?)?,
    consequence: (@Sendable (SQLRow, NumericDate, any SQLConnection) throws -> Void)? = nil
  ) {
    self.table = table
    self.deletion = deletion
    self.onlyNotes = onlyNotes
    self.event = event
    self.consequence = consequence
  }
}

/// Deletes what has expired, in small transactions between which everybody else has his turn.
package struct Expiry: Sendable {
  private let database: any SQLDatabase
  private let rows: [ExpiringRows]
  private let batch: Int
  private let audit: SQLAuditLog?

  /// With `audit`, in the same database, what ends by itself is recorded as it is deleted.
  package init(
    _ database: any SQLDatabase, _ rows: [ExpiringRows], audit: SQLAuditLog? = nil, batch: Int = 500
  ) {
    self.database = database
    self.rows = rows
    self.audit = audit
    self.batch = batch
  }

  /// Deletes everything that has expired at `now`, and tells how many rows that were.
  @discardableResult
  package func sweep(at now: NumericDate) async throws -> Int {
    var total = 0
    let pen = audit?.pen()
    for rows in rows where pen != nil || !rows.onlyNotes || rows.consequence != nil {
      var done: Int
      repeat {
        try Task.checkCancellation()
        done = try await database.write { [batch] connection in
          guard rows.event != nil || rows.consequence != nil else {
            return try connection.run(rows.deletion, [.date(now), .int(batch)])
          }
          let ended = try connection.rows(rows.deletion, [.date(now), .int(batch)])
          for row in ended {
            if let pen, let event = try rows.event?(row, now) { try pen.record(event, on: connection) }
            try rows.consequence?(row, now, connection)
          }
          return ended.count
        }
        total += rows.onlyNotes ? 0 : done
      } while done >= batch
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
