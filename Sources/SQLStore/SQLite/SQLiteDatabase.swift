import Dispatch
import Foundation
import GRDB
import Tracing

// SQLite through GRDB: one file, one writing connection with group commit, several reading ones that never wait for it
// (write-ahead log): some for short questions, answered on the caller's thread, some for long ones on their own.
// Several processes may open the same file.

/// A database in a file.
package final class SQLiteDatabase: ServerDatabase {
  /// Where the file is.
  package let path: String
  let pool: DatabasePool
  private let points: PointReaders
  private let commits: GroupCommit
  private let texts = StatementTexts()

  /// Opens the file, making it (readable by its owner only) when it is missing.
  package init(path: String, readers: Int = 4, busySeconds: Int = 10) throws(StoreError) {
    self.path = path
    try SQLiteFile.prepare(path)
    let wait = BusyWait(seconds: busySeconds)
    pool = try SQLiteFile.open(path, readers: readers, wait: wait)
    points = try PointReaders(
      path, count: ProcessInfo.processInfo.activeProcessorCount, wait: wait, texts: texts)
    commits = GroupCommit(pool: pool, texts: texts)
  }

  /// How many writes wait for the transaction after the present one.
  package var waitingWrites: Int { commits.waitingCount }

  package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try points.read { try body($0) }
  }

  package func row(_ sql: StaticString, _ arguments: [SQLValue]) async throws -> SQLRow? {
    try points.ask { try $0.row(sql, arguments) }
  }

  package func scan<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    // Not GRDB's own `async` read, which an abandoned request would interrupt in the middle of a statement.
    try await withCheckedThrowingContinuation { continuation in
      pool.asyncRead { [texts] opened in
        let result = Result<T, any Error> {
          let database: Database
          do { database = try opened.get() } catch { throw StoreError(sqlite: error) }
          return try body(SQLiteConnection(database, texts))
        }
        continuation.resume(with: result)
      }
    }
  }

  @discardableResult
  package func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    // What no request waits for is not part of any trace.
    guard ServiceContext.current != nil else { return try await commits.write(body) }
    return try await withSpan("database transaction", ofKind: .client) { span in
      span.attributes["db.system.name"] = "sqlite"
      span.attributes["db.operation.name"] = "transaction"
      return try await commits.write(body)
    }
  }

  package func size() throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  }

  /// Refuses everything from now on, finishes the writes that wait, and closes the file. Closing twice is closing once:
  /// the engine ends the process when it is asked for anything after.
  package func close() async throws(StoreError) {
    guard commits.close() else { return }
    points.close()
    do {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        // The writer's queue is in order: this runs after everybody who waited.
        pool.asyncWriteWithoutTransaction { [pool, commits] database in
          commits.forgetStatements()
          // So that the file is whole by itself. When another process reads just now, the log is merged later.
          do { try database.checkpoint(.truncate) } catch {}
          DispatchQueue.global().async {
            continuation.resume(with: Result { try pool.close() })
          }
        }
      }
    } catch {
      throw StoreError(sqlite: error)
    }
  }
}
