import GRDB
import Synchronization

/// Connections on which short questions are answered on the caller's own thread.
///
/// A row found by its key costs a few microseconds, and handing the question to another thread and waking up again costs
/// several times as much. So these block their caller, and whatever goes through many rows must not come here: it would
/// hold up every request of the process (``SQLDatabase/scan(_:)``).
final class PointReaders: Sendable {
  private let connections: Mutex<[DatabaseQueue]>
  private let turn = Atomic<UInt>(0)

  /// As many connections as there can be callers at one time: one for each thread that runs tasks.
  init(_ path: String, count: Int, wait: BusyWait) throws(StoreError) {
    var configuration = SQLiteFile.configuration(label: "SQLStore.point", wait: wait)
    configuration.readonly = true
    do {
      let opened = try (0..<max(count, 1)).map { _ in try DatabaseQueue(path: path, configuration: configuration) }
      connections = Mutex(opened)
    } catch {
      throw StoreError(sqlite: error)
    }
  }

  /// What `body` answers, by one snapshot; its error is thrown as it is.
  func read<T>(_ body: (Database) throws -> T) throws -> T {
    let turn = turn.wrappingAdd(1, ordering: .relaxed).newValue
    let connection = connections.withLock { $0.isEmpty ? nil : $0[Int(turn % UInt($0.count))] }
    guard let connection else { throw StoreError.unavailable("the database is closed") }
    return try connection.unsafeRead { database in
      // GRDB's own transaction is parsed anew each time, which costs as much as finding the row. What makes its door
      // safe is done here: the connection is read-only, and the transaction ends whatever happens.
      try Self.run("BEGIN", on: database)
      let answer = Result { try body(database) }
      do {
        try Self.run("COMMIT", on: database)
      } catch {
        // An error inside may have ended the transaction already; what matters is that none is left open.
        if database.isInsideTransaction { try? database.rollback() }
        guard case .failure = answer else { throw error }
      }
      return try answer.get()
    }
  }

  private static func run(_ word: String, on database: Database) throws(StoreError) {
    do { try database.cachedStatement(sql: word).execute() } catch { throw StoreError(sqlite: error) }
  }

  /// Answers nothing any more. Each connection closes itself when the last who reads by it is done: closing it under
  /// somebody's hands would leave him with a pointer to nothing.
  func close() { connections.withLock { $0.removeAll() } }
}
