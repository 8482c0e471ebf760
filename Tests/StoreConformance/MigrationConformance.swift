import JOSE
import SQLStore
import TestSupport
import Testing

@Suite struct MigrationConformance {
  private static let now = NumericDate(1_800_000_000)

  @Test(arguments: StoreEngine.allCases)
  func `migrations are applied once, in order`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { (database) async throws in
      let first = [Migration(name: "a", statements: ["CREATE TABLE a (id BIGINT)"])]
      let second = first + [Migration(name: "b", statements: ["INSERT INTO a (id) VALUES (1)"])]
      #expect(try await database.migrate(first, at: Self.now) == ["a"])
      #expect(try await database.pendingMigrations(second) == ["b"])
      #expect(try await database.migrate(second, at: Self.now) == ["b"])
      #expect(try await database.migrate(second, at: Self.now) == [])
      #expect(try await database.pendingMigrations(second) == [])
      #expect(try await database.read { try $0.rows("SELECT id FROM a").count } == 1)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a migration that fails leaves nothing of itself and its companions`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { (database) async throws in
      let good = Migration(name: "good", statements: ["CREATE TABLE a (id BIGINT)"])
      let bad = Migration(name: "bad", statements: ["CREATE TABLE b (id BIGINT)", "INSERT INTO nowhere VALUES (1)"])
      await #expect(throws: StoreError.self) { try await database.migrate([good, bad], at: Self.now) }
      #expect(try await database.pendingMigrations([good, bad]) == ["good", "bad"])
      #expect(try await database.migrate([good], at: Self.now) == ["good"])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what a newer program applied is left alone`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { (database) async throws in
      let old = Migration(name: "old", statements: ["CREATE TABLE a (id BIGINT)"])
      let new = Migration(name: "new", statements: ["CREATE TABLE b (id BIGINT)"])
      try await database.migrate([old, new], at: Self.now)
      #expect(try await database.migrate([old], at: Self.now) == [])
      #expect(try await database.read { try $0.rows("SELECT id FROM b").count } == 0)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `processes that start at once apply each migration once`(engine: StoreEngine) async throws {
    try await engine.withDatabases(6) { databases in
      let applied = try await withThrowingTaskGroup(of: [String].self) { group in
        for database in databases {
          group.addTask { try await database.migrate(CounterTables.migrations, at: Self.now) }
        }
        return try await group.reduce([], +)
      }
      #expect(applied == CounterTables.migrations.map(\.name))
    }
  }

  @Test(arguments: [Schema.identityProvider, .licenceIssuer], StoreEngine.allCases)
  func `the schemas apply, and their steps have names of their own`(schema: Schema, engine: StoreEngine) async throws {
    let names = schema.migrations.map(\.name)
    #expect(Set(names).count == names.count)
    try await engine.withDatabase(schema) { (database) async throws in
      #expect(try await database.pendingMigrations(schema.migrations) == [])
      // Every deletion of what has expired can be run as it stands.
      #expect(try await Expiry(database, schema.expiring).sweep(at: Self.now) == 0)
    }
  }

  @Test(arguments: [Schema.identityProvider, .licenceIssuer])
  func `no rule of the schemas waits for the end of a transaction`(schema: Schema) async throws {
    try await StoreEngine.sqlite.withDatabase(schema) { (database) async throws in
      // A constraint that is checked at COMMIT would let one body fail its companions.
      let deferred = try await database.read {
        try $0.rows("SELECT name FROM sqlite_master WHERE upper(sql) LIKE '%DEFERR%'").map { try $0.text(0) }
      }
      #expect(deferred == [])
    }
  }
}
