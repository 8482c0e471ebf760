import Foundation
import JOSE
import SQLStore
import Synchronization
import TestSupport
import Testing

/// What happens to a database on a server when the server, or the way to it, fails.
@Suite(.timeLimit(.minutes(5))) struct PostgreSQLFaultTests {
  /// A server of the test's own, for it alone to break.
  private func withServer(
    _ body: (PostgreSQLServer, PostgreSQLAddress) async throws -> Void
  ) async throws {
    let server = try await PostgreSQLServer.start()
    do {
      try await body(server, try await server.emptyAddress())
    } catch {
      try await server.stop()
      throw error
    }
    try await server.stop()
  }

  private func opened(_ address: PostgreSQLAddress, seconds: Int = 30) async throws -> PostgreSQLDatabase {
    let database = PostgreSQLDatabase(address, readers: 2, seconds: seconds)
    try await database.migrate(CounterTables.migrations, at: NumericDate(1))
    return database
  }

  /// What writers were told of their writes.
  private final class Ledger: Sendable {
    let acknowledged = Mutex(Set<String>())
    /// Nobody said whether these were done.
    let unknown = Mutex(Set<String>())
    let isClosed = Mutex(false)

    var count: Int { acknowledged.withLock { $0.count } }

    func write(_ writer: Int, to database: PostgreSQLDatabase) async throws {
      var turn = 0
      while !isClosed.withLock({ $0 }) {
        turn += 1
        let name = "w\(writer) t\(turn)"
        do {
          try await database.insert(name, 0)
          _ = acknowledged.withLock { $0.insert(name) }
        } catch StoreError.unavailable {
          _ = unknown.withLock { $0.insert(name) }
        }
      }
    }
  }

  @Test func `what was acknowledged survives crashes of the server under load, and nothing is done twice`() async throws
  {
    try await withServer { (server, address) async throws in
      let database = try await opened(address)
      let ledger = Ledger()
      let writers = (0..<8).map { writer in Task { try await ledger.write(writer, to: database) } }
      for _ in 0..<3 {
        let before = ledger.count
        try await server.crash()
        // It goes on by itself.
        while ledger.count <= before { try await Task.sleep(for: .milliseconds(5)) }
      }
      ledger.isClosed.withLock { $0 = true }
      for writer in writers { try await writer.value }
      let kept = Set(try await database.counterNames())
      let told = ledger.acknowledged.withLock { $0 }
      #expect(told.count > 3)
      #expect(told.subtracting(kept) == [])
      #expect(kept.subtracting(told).isSubset(of: ledger.unknown.withLock { $0 }))
      await database.close()
    }
  }

  @Test func `while the server is away everybody hears so in time, and afterwards all is well`() async throws {
    try await withServer { (server, address) async throws in
      let database = try await opened(address, seconds: 1)
      try await server.halt()
      await #expect(throws: StoreError.self) { try await database.insert("lost", 0) }
      await #expect(throws: StoreError.self) { try await database.counterNames() }
      try await server.proceed()
      // Between two tries it may still be taken for away.
      while (try? await database.insert("found", 0)) == nil { try await Task.sleep(for: .milliseconds(20)) }
      while (try? await database.counterNames()) == nil { try await Task.sleep(for: .milliseconds(20)) }
      #expect(try await database.counterNames() == ["found"])
      await database.close()
    }
  }

  @Test func `who waits long enough does not notice a restart`() async throws {
    try await withServer { (server, address) async throws in
      let database = try await opened(address)
      try await database.insert("before", 0)
      try await server.halt()
      async let late: Void = database.insert("late", 0)
      async let names = database.counterNames()
      try await server.proceed()
      try await late
      #expect(try await names.contains("before"))
      await database.close()
    }
  }

  @Test func `a connection that the server ended is made again`() async throws {
    try await withServer { (_, address) async throws in
      let database = try await opened(address)
      try await database.insert("before", 0)
      for _ in 0..<5 { #expect(try await database.counterNames() == ["before"]) }
      let other = PostgreSQLDatabase(address, readers: 1)
      let ended = try await other.read { connection in
        try connection.rows(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tongzhao' AND pid <> pg_backend_pid()"
        ).count
      }
      #expect(ended >= 2)
      try await database.insert("after", 0)
      #expect(try await database.counterNames() == ["after", "before"])
      await other.close()
      await database.close()
    }
  }

  @Test func `another process that keeps the lock is reported as busy`() async throws {
    let address = try await PostgreSQLServer.shared.value.emptyAddress()
    let first = try await opened(address)
    let second = PostgreSQLDatabase(address, readers: 1, seconds: 1)
    let gate = DispatchSemaphore(value: 0)
    let entered = Mutex(false)
    let holder = Task {
      try await first.write { _ in
        entered.withLock { $0 = true }
        gate.wait()
      }
    }
    while !entered.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
    await #expect(throws: StoreError.busy) { try await second.insert("late", 0) }
    gate.signal()
    try await holder.value
    try await second.insert("later", 0)
    #expect(try await first.counterNames() == ["later"])
    await first.close()
    await second.close()
  }

  @Test func `a server that takes its time is waited for while it says that it is at work`() async throws {
    let database = PostgreSQLDatabase(
      try await PostgreSQLServer.shared.value.emptyAddress(), readers: 1, seconds: 1)
    // Longer than the time after which one wonders whether the server is there.
    let slow = try await database.scan { try $0.row("SELECT 7 FROM pg_sleep(4.5)")?.int(0) }
    #expect(slow == 7)
    #expect(try await database.row("SELECT 8", [])?.int(0) == 8)
    await database.close()
  }

  @Test func `a failure of the database that may pass says when to ask again, and a mistake of ours does not`() {
    for error in [StoreError.unavailable("away"), .busy, .full] { #expect(error.retryAfter != nil) }
    for error in [StoreError.corrupt("a page"), .statement("SELEKT"), .constraint(.unique, name: "key")] {
      #expect(error.retryAfter == nil)
    }
  }

  @Test func `a closed database says so, and closing twice is closing once`() async throws {
    let database = try await opened(try await PostgreSQLServer.shared.value.emptyAddress())
    let writes = (0..<20).map { number in Task { try await database.insert("n\(number)", 0) } }
    for write in writes { try await write.value }
    await database.close()
    await database.close()
    await #expect(throws: StoreError.unavailable("the database is closed")) { try await database.insert("late", 0) }
    await #expect(throws: StoreError.unavailable("the database is closed")) { try await database.counterNames() }
  }

  @Test func `an acknowledged write is flushed to the disk, whatever the server is configured to do`() async throws {
    let address = try await PostgreSQLServer.shared.value.emptyAddress(options: "-csynchronous_commit%3Doff")
    let database = try await opened(address)
    let setting = try await database.write { try $0.row("SELECT current_setting('synchronous_commit')")?.text(0) }
    #expect(setting == "on")
    await database.close()
  }

  @Test(arguments: [
    "postgresql://user:secret@host/database", "postgresql://host/database?password=secret", "/var/lib/store.sqlite",
    "postgresql://host/database?nonsense=1", "postgresql://[host/database", "host=h dbname=d",
  ])
  func `an address with a password in it, or that libpq cannot read, is refused`(text: String) {
    #expect(throws: StoreError.self) { try PostgreSQLAddress(text) }
  }

  @Test func `an address never shows its password`() throws {
    let address = try PostgreSQLAddress("postgresql://user@host/database", password: "top-secret")
    var dumped = ""
    dump(address, to: &dumped)
    for text in ["\(address)", String(reflecting: address), dumped] { #expect(!text.contains("top-secret")) }
  }
}
