import Foundation
import JOSE
import SQLStore
import TestSupport
import Testing

@Suite struct SQLiteFileTests {
  @Test func `an acknowledged write is flushed to the disk`() async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(path: folder + "/store.sqlite")
      let settings = try await database.write { connection in
        [
          try connection.row("PRAGMA synchronous")?.values.first,
          try connection.row("PRAGMA journal_mode")?.values.first,
          try connection.row("PRAGMA foreign_keys")?.values.first,
        ]
      }
      // 2 is FULL.
      #expect(settings == [.integer(2), .text("wal"), .integer(1)])
      try await database.close()
    }
  }

  @Test func `the database and its log are for their owner only`() async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(path: folder + "/store.sqlite")
      try await database.migrate(CounterTables.migrations, at: NumericDate(1))
      for name in ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
      }
      try await database.close()
    }
  }

  @Test func `a folder that does not exist is reported`() {
    #expect(throws: StoreError.self) { try SQLiteDatabase(path: "/nonexistent-folder/store.sqlite") }
  }

  @Test func `a file that is no database is reported as corrupt`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/store.sqlite"
      try Data(repeating: 0x5a, count: 8_192).write(to: URL(filePath: path))
      do {
        _ = try SQLiteDatabase(path: path)
        Issue.record("it was opened")
      } catch StoreError.corrupt {
        // As it should be.
      }
    }
  }

  @Test func `damage is found while serving`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/store.sqlite"
      let database = try SQLiteDatabase(path: path)
      try await database.migrate(CounterTables.migrations, at: NumericDate(1))
      for number in 0..<2_000 where number.isMultiple(of: 100) {
        try await database.write { connection in
          for offset in 0..<100 {
            try connection.run(
              "INSERT INTO counters (name, value) VALUES ($1, 0)", [.text("name of the counter \(number + offset)")])
          }
        }
      }
      #expect(try await database.integrityProblems() == [])
      try await database.close()
      // Closing has merged the log into the file.
      let log =
        try FileManager.default.contentsOfDirectory(atPath: folder).contains("store.sqlite-wal")
        ? Data(contentsOf: URL(filePath: path + "-wal")) : Data()
      #expect(log.isEmpty)
      var bytes = try Data(contentsOf: URL(filePath: path))
      let middle = bytes.count / 2 / 4_096 * 4_096
      bytes.replaceSubrange(middle..<(middle + 2_048), with: Data(repeating: 0xa5, count: 2_048))
      try bytes.write(to: URL(filePath: path))
      let damaged = try SQLiteDatabase(path: path)
      do {
        #expect(try await damaged.integrityProblems() != [])
      } catch StoreError.corrupt {
        // Damage may also keep the check itself from going on.
      }
      try await damaged.close()
    }
  }
}
