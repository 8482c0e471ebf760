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

  @Test func `whoever asks after closing is refused, and closing twice is closing once`() async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(path: folder + "/store.sqlite")
      try await database.migrate(CounterTables.migrations, at: NumericDate(1))
      try await database.close()
      try await database.close()
      await #expect(throws: StoreError.self) { try await database.read { try $0.rows("SELECT 1") } }
      await #expect(throws: StoreError.self) { try await database.scan { try $0.rows("SELECT 1") } }
      await #expect(throws: StoreError.self) { try await database.write { try $0.rows("SELECT 1") } }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `readers that are busy while the database closes are answered or refused`() async throws {
    try await withTemporaryFolder { folder in
      for _ in 0..<8 {
        let database = try SQLiteDatabase(path: folder + "/store.sqlite")
        try await database.migrate(CounterTables.migrations, at: NumericDate(1))
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<8 {
            group.addTask {
              // Each ends when it is refused, and each must be: a reader that outlives the database would not.
              while true {
                do {
                  let rows = try await database.read { try $0.rows("SELECT COUNT(*) FROM counters") }
                  #expect(rows.count == 1)
                } catch {
                  #expect(error is StoreError)
                  return
                }
                await Task.yield()
              }
            }
          }
          group.addTask { do { try await database.close() } catch { Issue.record("\(error)") } }
        }
      }
    }
  }

  @Test func `a reader is whole again after a body that failed, and never writes`() async throws {
    struct Mistake: Error {}
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(path: folder + "/store.sqlite")
      try await database.migrate(CounterTables.migrations, at: NumericDate(1))
      // More often than there are readers, so that each has failed once.
      for _ in 0..<(4 * ProcessInfo.processInfo.activeProcessorCount) {
        await #expect(throws: Mistake.self) {
          try await database.read { connection in
            _ = try connection.rows("SELECT 1")
            throw Mistake()
          }
        }
        await #expect(throws: StoreError.self) {
          try await database.read { try $0.rows("SELECT nothing FROM nowhere") }
        }
        await #expect(throws: StoreError.self) {
          try await database.read { try $0.run("INSERT INTO counters (name, value) VALUES ('a', 1)") }
        }
      }
      try await database.write { try $0.run("INSERT INTO counters (name, value) VALUES ('b', 1)") }
      // A transaction left open would still see the time before.
      for _ in 0..<(4 * ProcessInfo.processInfo.activeProcessorCount) {
        #expect(try await database.read { try $0.row("SELECT COUNT(*) FROM counters")?.int(0) } == 1)
      }
      try await database.close()
    }
  }

  @Test func `one read is one snapshot, whatever is written meanwhile`() async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(path: folder + "/store.sqlite")
      try await database.migrate(CounterTables.migrations, at: NumericDate(1))
      let path = folder + "/store.sqlite"
      let counts = try await database.read { connection in
        let before = try connection.row("SELECT COUNT(*) FROM counters")?.int(0)
        try Self.add(toCountersIn: path)
        return [before, try connection.row("SELECT COUNT(*) FROM counters")?.int(0)]
      }
      #expect(counts == [0, 0])
      #expect(try await database.read { try $0.row("SELECT COUNT(*) FROM counters")?.int(0) } == 1)
      try await database.close()
    }
  }

  /// As another process would.
  private static func add(toCountersIn path: String) throws {
    let script = "import sqlite3,sys; c = sqlite3.connect(sys.argv[1]); c.execute('INSERT INTO counters VALUES (1, 1)')"
    let (status, _) = try OtherProgram.run("/usr/bin/python3", ["-c", script + "; c.commit()", path])
    #expect(status == 0)
  }
}
