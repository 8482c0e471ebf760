import Foundation
import GRDB

/// An SQLite file to which nobody writes but us, in whichever process, from the beginning until we let go. Everybody goes on
/// reading it. Its calls wait for the disk on the caller's thread.
package final class SQLiteHold: Sendable {
  /// What a write meets at a database that has moved away. A statement's text cannot have a parameter here.
  static let sealing: StaticString = "the database was moved"

  private let queue: DatabaseQueue
  private let texts = StatementTexts()

  /// Opens the file and waits for its turn to write.
  /// - Parameter isNew: the file is made, readable by its owner only.
  package init(path: String, isNew: Bool = false, busySeconds: Int = 30) throws(StoreError) {
    if isNew {
      try SQLiteFile.prepare(path)
    } else if !FileManager.default.fileExists(atPath: path) {
      throw .unavailable("there is no file \(path)")
    }
    var configuration = SQLiteFile.configuration(label: "SQLStore.hold", wait: BusyWait(seconds: busySeconds))
    // The transaction lasts for longer than a call.
    configuration.allowsUnsafeTransactions = true
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.inDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL; BEGIN IMMEDIATE") }
    } catch {
      throw StoreError(sqlite: error)
    }
  }

  /// Runs `body` within the transaction; its error is thrown as it is.
  package func ask<T>(_ body: (any SQLConnection) throws -> T) throws -> T {
    try queue.inDatabase { try body(SQLiteConnection($0, texts)) }
  }

  /// Lets go and keeps what was written, on the disk.
  package func commit() throws(StoreError) { try end("COMMIT") }

  /// Lets go, as if nothing had been.
  package func release() throws(StoreError) { try end("ROLLBACK") }

  /// Has every later write refused, and says why in the database.
  package func seal(_ tables: [TableShape], saying move: DatabaseMove) throws {
    try ask { connection in
      try move.write(on: connection)
      for statement in tables.flatMap({ TableStatement.sealing($0, saying: Self.sealing) }) {
        _ = try connection.rows(statement, [])
      }
    }
    try commit()
  }

  private func end(_ word: String) throws(StoreError) {
    do {
      try queue.inDatabase { if $0.isInsideTransaction { try $0.execute(sql: word) } }
      try queue.close()
    } catch {
      throw StoreError(sqlite: error)
    }
  }
}
