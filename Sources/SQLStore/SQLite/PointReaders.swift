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
  init(_ path: String, count: Int, wait: BusyWait) throws {
    var configuration = SQLiteFile.configuration(label: "SQLStore.point", wait: wait)
    configuration.readonly = true
    connections = Mutex(
      try (0..<max(count, 1)).map { _ in try DatabaseQueue(path: path, configuration: configuration) })
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    let turn = turn.wrappingAdd(1, ordering: .relaxed).newValue
    let connection = connections.withLock { $0.isEmpty ? nil : $0[Int(turn % UInt($0.count))] }
    guard let connection else { throw StoreError.unavailable("the database is closed") }
    return try connection.read(body)
  }

  /// Answers nothing any more. Each connection closes itself when the last who reads by it is done: closing it under
  /// somebody's hands would leave him with a pointer to nothing.
  func close() { connections.withLock { $0.removeAll() } }
}
