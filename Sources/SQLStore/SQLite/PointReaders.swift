import GRDB
import Synchronization

/// Connections on which short questions are answered on the caller's own thread.
///
/// A row found by its key costs a few microseconds, and handing the question to another thread and waking up again costs
/// several times as much. So these block their caller, and whatever goes through many rows must not come here: it would
/// hold up every request of the process (``SQLDatabase/scan(_:)``).
final class PointReaders: Sendable {
  /// One connection, used by whoever holds its lock: GRDB, which opened it, keeps it open, and is asked nothing more.
  private final class Reader: Sendable {
    private let owner: DatabaseQueue
    private let statements: Mutex<SQLiteStatements>

    init(_ path: String, _ configuration: Configuration, _ texts: StatementTexts) throws {
      owner = try DatabaseQueue(path: path, configuration: configuration)
      statements = Mutex(try owner.inDatabase { try SQLiteStatements(of: $0, texts) })
    }

    func ask<T>(_ body: (SQLiteStatements) throws -> T) throws -> T { try statements.withLock { try body($0) } }
  }

  private let readers: Mutex<[Reader]>
  private let turn = Atomic<UInt>(0)

  /// As many connections as there can be callers at one time: one for each thread that runs tasks.
  init(_ path: String, count: Int, wait: BusyWait, texts: StatementTexts) throws(StoreError) {
    var configuration = SQLiteFile.configuration(label: "SQLStore.point", wait: wait)
    configuration.readonly = true
    do {
      let opened = try (0..<max(count, 1)).map { _ in try Reader(path, configuration, texts) }
      readers = Mutex(opened)
    } catch {
      throw StoreError(sqlite: error)
    }
  }

  /// What `body` answers, which runs one statement only: that is a snapshot by itself.
  func ask<T>(_ body: (SQLiteConnection) throws -> T) throws -> T {
    try reader().ask { try body(SQLiteConnection(statements: $0)) }
  }

  /// What `body` answers, by one snapshot; its error is thrown as it is.
  func read<T>(_ body: (SQLiteConnection) throws -> T) throws -> T {
    try reader().ask { statements in
      try statements.run("BEGIN")
      let answer = Result { try body(SQLiteConnection(statements: statements)) }
      do {
        try statements.run("COMMIT")
      } catch {
        // An error inside may have ended the transaction already; what matters is that none is left open.
        if statements.isInsideTransaction { try? statements.run("ROLLBACK") }
        guard case .failure = answer else { throw error }
      }
      return try answer.get()
    }
  }

  private func reader() throws(StoreError) -> Reader {
    let turn = turn.wrappingAdd(1, ordering: .relaxed).newValue
    let reader = readers.withLock { $0.isEmpty ? nil : $0[Int(turn % UInt($0.count))] }
    guard let reader else { throw StoreError.unavailable("the database is closed") }
    return reader
  }

  /// Answers nothing any more. Each connection closes itself when the last who reads by it is done: closing it under
  /// somebody's hands would leave him with a pointer to nothing.
  func close() { readers.withLock { $0.removeAll() } }
}
