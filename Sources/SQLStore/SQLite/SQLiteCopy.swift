import Foundation
import GRDB

/// A file that is only read, perhaps a copy in a place where nothing may be written: for whoever examines it.
///
/// While a write-ahead log lies beside the file, what is in it is read too. Without one the file is taken for immutable,
/// and nothing at all is made beside it.
package final class SQLiteCopy: SQLDatabase {
  private let queue: DatabaseQueue
  private let texts = StatementTexts()

  package init(path: String) throws(StoreError) {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else { throw .unavailable("there is no file \(path)") }
    let log = try? files.attributesOfItem(atPath: path + "-wal")[.size] as? Int
    var configuration = Configuration()
    configuration.label = "SQLStore.copy"
    configuration.readonly = true
    configuration.prepareDatabase { database in
      // A file someone altered must not run functions for him, nor be trusted page by page.
      try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON")
    }
    do {
      queue = try DatabaseQueue(
        path: (log ?? 0) > 0 ? path : try Self.immutable(path), configuration: configuration)
    } catch {
      throw StoreError(sqlite: error)
    }
  }

  /// The file's name as a URI (https://www.sqlite.org/uri.html).
  private static func immutable(_ path: String) throws(StoreError) -> String {
    let whole = URL(fileURLWithPath: path).path
    guard let escaped = whole.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) else {
      throw .unavailable("the path cannot be read")
    }
    return "file:\(escaped)?immutable=1"
  }

  package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      queue.asyncRead { [texts] opened in
        continuation.resume(
          with: Result<T, any Error> {
            let database: Database
            do { database = try opened.get() } catch { throw StoreError(sqlite: error) }
            return try body(SQLiteConnection(database, texts))
          })
      }
    }
  }

  package func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    throw StoreError.unavailable("the copy is only read")
  }

  /// Closes the file.
  package func close() throws(StoreError) {
    do { try queue.close() } catch { throw StoreError(sqlite: error) }
  }

  /// How SQLite would find the rows of a statement: by which index, or by going through a table.
  package static func plan(of sql: StaticString, in path: String) throws -> [String] {
    var configuration = Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: path, configuration: configuration).read { database in
      let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(sql)")
      // Nothing is bound: the plan is the same for all values.
      statement.setUncheckedArguments(StatementArguments())
      return try Row.fetchAll(statement).map { $0["detail"] }
    }
  }
}
