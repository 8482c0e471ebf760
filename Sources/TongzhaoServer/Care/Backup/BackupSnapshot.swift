import Foundation
import JOSE
import SQLStore

/// A server's database at one moment, as an SQLite file: of one on a PostgreSQL server too, so that a backup can be checked,
/// tried and restored wherever there is a disk, and served from there or moved to any engine.
struct BackupSnapshot {
  private let place: DatabasePlace
  private let schema: Schema

  init(of place: DatabasePlace, _ schema: Schema) {
    self.place = place
    self.schema = schema
  }

  /// Bytes that the database takes up.
  func size() async throws -> Int {
    guard let file = place.file else { return try await place.opened { try await $0.size() } }
    return try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0
  }

  /// Writes it into a file that is not there yet. Everybody goes on reading and writing meanwhile.
  func write(into copy: String, at now: NumericDate) async throws {
    if let file = place.file { return try await SQLiteDatabase.snapshot(of: file, into: copy) }
    let schema = schema
    try await place.opened { database in
      // One snapshot. A connection that is lost in the middle has the body run again, into a new file.
      try await database.read { connection in
        if FileManager.default.fileExists(atPath: copy) { try FileManager.default.removeItem(atPath: copy) }
        let hold = try SQLiteHold(path: copy, isNew: true)
        do {
          _ = try hold.ask { try DatabaseCopy(schema).run(from: connection, to: $0, at: now) }
          try hold.commit()
        } catch {
          try? hold.release()
          throw error
        }
      }
    }
  }
}
