import Dispatch
import Foundation
import GRDB

extension SQLiteDatabase {
  /// Writes the database as it is at this moment into a new file, readable by its owner only. Other connections and
  /// processes go on writing meanwhile: the copy is made by one read transaction on a connection of its own.
  ///
  /// `VACUUM INTO` and not the backup interface: that one copies free pages too, and with them what was deleted.
  package static func snapshot(of path: String, into copy: String) async throws(StoreError) {
    guard FileManager.default.fileExists(atPath: path) else { throw .unavailable("there is no file \(path)") }
    guard !FileManager.default.fileExists(atPath: copy) else { throw .unavailable("\(copy) exists already") }
    // SQLite fills an empty file, and leaves its permissions as they are.
    try SQLiteFile.prepare(copy)
    do {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        DispatchQueue.global(qos: .utility).async {
          continuation.resume(
            with: Result {
              var configuration = Configuration()
              configuration.readonly = true
              configuration.label = "snapshot"
              let queue = try DatabaseQueue(path: path, configuration: configuration)
              try queue.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
              try queue.close()
            })
        }
      }
    } catch {
      try? FileManager.default.removeItem(atPath: copy)
      throw StoreError(sqlite: error)
    }
  }

  /// How many rows every table has, by its name.
  package func rowCounts() async throws -> [String: Int] {
    try await pool.read { database in
      let names = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      // A table's name cannot be a parameter. These come from the schema itself, and are quoted.
      return try Dictionary(
        uniqueKeysWithValues: names.map { name in
          let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
          return (name, try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(quoted)") ?? 0)
        })
    }
  }
}
