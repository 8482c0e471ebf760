import Foundation
import JOSE
import SQLStore
import Synchronization
import TestSupport
import Testing

/// What SQLite's group commit promises beside what every engine does.
@Suite struct GroupCommitTests {
  private func open(_ folder: String) async throws -> SQLiteDatabase {
    let database = try SQLiteDatabase(path: folder + "/store.sqlite")
    try await database.migrate(CounterTables.migrations, at: NumericDate(1))
    return database
  }

  /// Starts all bodies while the writer is held, so that they gather for one transaction.
  private func together(
    _ database: SQLiteDatabase, _ bodies: [@Sendable (any SQLConnection) throws -> Void]
  ) async -> [(any Error)?] {
    let gate = DispatchSemaphore(value: 0)
    let entered = Mutex(false)
    let holder = Task {
      try await database.write { _ in
        entered.withLock { $0 = true }
        gate.wait()
      }
    }
    await until { entered.withLock { $0 } }
    var tasks: [Task<Void, any Error>] = []
    for (index, body) in bodies.enumerated() {
      tasks.append(Task { try await database.write(body) })
      await until { database.waitingWrites > index }
    }
    gate.signal()
    var errors: [(any Error)?] = []
    for task in tasks {
      if case .failure(let error) = await task.result { errors.append(error) } else { errors.append(nil) }
    }
    if case .failure(let error) = await holder.result { Issue.record(error) }
    return errors
  }

  /// Waits for something that is about to happen.
  private func until(_ condition: () -> Bool) async {
    while !condition() {
      do { try await Task.sleep(for: .milliseconds(1)) } catch { return }
    }
  }

  private func insertion(_ name: String) -> @Sendable (any SQLConnection) throws -> Void {
    { try $0.run("INSERT INTO counters (name, value) VALUES ($1, 0)", [.text(name)]) }
  }

  @Test func `sixty-four writers at once are all there after reopening`() async throws {
    try await withTemporaryFolder { folder in
      let database = try await open(folder)
      try await withThrowingTaskGroup { group in
        for writer in 0..<64 {
          group.addTask { for turn in 0..<5 { try await database.insert("w\(writer) t\(turn)", 0) } }
        }
        try await group.waitForAll()
      }
      // Another connection reads what is in the files now, as after a crash: the first one is not closed.
      let reopened = try await open(folder)
      #expect(try await reopened.counterNames().count == 320)
      #expect(try await reopened.integrityProblems() == [])
      try await reopened.close()
      try await database.close()
    }
  }

  @Test func `writes take effect in the order in which they were asked for`() async throws {
    try await withTemporaryFolder { folder in
      let database = try await open(folder)
      let errors = await together(
        database,
        (0..<50).map { number in
          { connection in
            let count = try connection.row("SELECT count(*) FROM counters")?.int(0)
            #expect(count == number)
            try connection.run("INSERT INTO counters (name, value) VALUES ($1, 0)", [.text("n\(number)")])
          }
        })
      #expect(errors.allSatisfy { $0 == nil })
      try await database.close()
    }
  }

  @Test func `a commit that fails fails everybody in it and nobody else`() async throws {
    try await withTemporaryFolder { folder in
      let database = try await open(folder)
      try await database.write { connection in
        try connection.run("CREATE TABLE late (name TEXT REFERENCES counters (name) DEFERRABLE INITIALLY DEFERRED)")
      }
      // The broken reference is noticed by COMMIT only, when every body has long returned.
      let errors = await together(
        database,
        [insertion("before"), { try $0.run("INSERT INTO late (name) VALUES ('nobody')") }, insertion("after")])
      #expect(errors.count == 3)
      #expect(errors.allSatisfy { $0 is StoreError })
      #expect(try await database.counterNames() == [])
      try await database.insert("next", 0)
      #expect(try await database.counterNames() == ["next"])
      try await database.close()
    }
  }

  @Test func `a full disk fails everybody in the transaction, and the next one may succeed`() async throws {
    try await withTemporaryFolder { folder in
      let database = try await open(folder)
      try await database.insert("kept", 0)
      let pages = try await database.read { try $0.row("PRAGMA page_count")?.int(0) }
      #expect(pages != nil)
      // One more page than there are now: a large row does not fit.
      try await database.write { _ = try $0.rows("PRAGMA max_page_count = 1") }
      let errors = await together(
        database,
        [
          insertion("before"),
          { connection in
            try connection.run(
              "INSERT INTO counters (name, value) VALUES ($1, 0)", [.text(String(repeating: "x", count: 200_000))])
          },
          insertion("after"),
        ])
      let failures = errors.compactMap { $0 as? StoreError }
      #expect(failures.contains(.full))
      // Whoever heard of success is there, and nobody else.
      let names = try await database.counterNames()
      #expect(names.contains("kept"))
      #expect(names.contains("before") == (errors[0] == nil))
      #expect(names.contains("after") == (errors[2] == nil))
      try await database.write { _ = try $0.rows("PRAGMA max_page_count = 1000000") }
      try await database.insert("next", 0)
      #expect(try await database.counterNames().contains("next"))
      #expect(try await database.integrityProblems() == [])
      try await database.close()
    }
  }

  @Test func `a body that ends the transaction takes nobody's success with it`() async throws {
    try await withTemporaryFolder { folder in
      let database = try await open(folder)
      let errors = await together(
        database, [insertion("before"), { _ = try $0.rows("ROLLBACK") }, insertion("after")])
      #expect(errors.allSatisfy { $0 is StoreError })
      #expect(try await database.counterNames() == [])
      try await database.close()
    }
  }

  @Test func `two processes share a file`() async throws {
    try await withTemporaryFolder { folder in
      // Two openings are to SQLite what two processes are: other connections, other locks.
      let first = try await open(folder)
      let second = try await open(folder)
      try await first.insert("shared", 0)
      try await withThrowingTaskGroup { group in
        for database in [first, second] {
          for _ in 0..<100 {
            group.addTask {
              try await database.write { connection in
                let value = try connection.row("SELECT value FROM counters WHERE name = 'shared'")?.integer(0)
                try connection.run("UPDATE counters SET value = $1 WHERE name = 'shared'", [.integer((value ?? 0) + 1)])
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let total = try await second.read { try $0.row("SELECT value FROM counters")?.integer(0) }
      #expect(total == 200)
      try await first.close()
      try await second.close()
    }
  }

  @Test func `another process that keeps the lock is reported as busy`() async throws {
    try await withTemporaryFolder { folder in
      let first = try await open(folder)
      let second = try SQLiteDatabase(path: folder + "/store.sqlite", busySeconds: 0)
      let gate = DispatchSemaphore(value: 0)
      let entered = Mutex(false)
      let holder = Task {
        try await first.write { _ in
          entered.withLock { $0 = true }
          gate.wait()
        }
      }
      await until { entered.withLock { $0 } }
      await #expect(throws: StoreError.busy) { try await second.insert("late", 0) }
      gate.signal()
      try await holder.value
      try await second.insert("later", 0)
      #expect(try await first.counterNames() == ["later"])
      try await first.close()
      try await second.close()
    }
  }

  @Test func `a closed database says so and loses nothing that waited`() async throws {
    try await withTemporaryFolder { folder in
      let database = try await open(folder)
      let writes = (0..<20).map { number in Task { try await database.insert("n\(number)", 0) } }
      await until { database.waitingWrites == 0 }
      var succeeded = 0
      for write in writes where (try? await write.value) != nil { succeeded += 1 }
      try await database.close()
      await #expect(throws: StoreError.unavailable("the database is closed")) { try await database.insert("late", 0) }
      await #expect(throws: StoreError.self) { try await database.counterNames() }
      let reopened = try await open(folder)
      #expect(try await reopened.counterNames().count == succeeded)
      try await reopened.close()
    }
  }
}
