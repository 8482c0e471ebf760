import SQLStore
import TestSupport
import Testing

/// What a room may rely on when it writes, whatever the engine.
@Suite struct WriteConformance {
  struct Refusal: Error, Equatable {
    let number: Int
  }

  @Test(arguments: StoreEngine.allCases)
  func `a body that throws leaves nothing and harms nobody`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { (database) async throws in
      let refused = await withTaskGroup(of: Int?.self) { group in
        for number in 0..<200 {
          group.addTask {
            do {
              try await database.write { connection in
                try connection.run(
                  "INSERT INTO counters (name, value) VALUES ($1, $2)", [.text("n\(number)"), .int(number)])
                if number % 7 == 0 { throw Refusal(number: number) }
              }
              return nil
            } catch {
              return (error as? Refusal)?.number
            }
          }
        }
        return await group.reduce(into: Set<Int>()) { refused, number in if let number { refused.insert(number) } }
      }
      #expect(refused == Set(stride(from: 0, to: 200, by: 7)))
      let names = Set(try await database.counterNames())
      #expect(names == Set((0..<200).filter { $0 % 7 != 0 }.map { "n\($0)" }))
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a broken rule of the schema undoes its own body only`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { (database) async throws in
      try await database.insert("a", 1)
      let outcomes = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<40 {
          group.addTask {
            do {
              try await database.write { connection in
                try connection.run(
                  "INSERT INTO counters (name, value) VALUES ($1, $2)", [.text("b\(number)"), .int(number)])
                if number.isMultiple(of: 2) { try connection.run("INSERT INTO counters (name, value) VALUES ('a', 2)") }
              }
              return true
            } catch { return false }
          }
        }
        return await group.reduce(into: 0) { sum, succeeded in sum += succeeded ? 1 : 0 }
      }
      #expect(outcomes == 20)
      #expect(try await database.counterNames().count == 21)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `one gate lets one of many through`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { (database) async throws in
      try await database.insert("code", 0)
      let winners = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<64 {
          group.addTask {
            try await database.write { try $0.run("UPDATE counters SET value = 1 WHERE name = 'code' AND value = 0") }
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(winners == 1)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a write is seen by every later read`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { (database) async throws in
      for number in 0..<50 {
        try await database.insert("n\(number)", 0)
        #expect(try await database.counterNames().count == number + 1)
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a read body sees one moment`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { (database) async throws in
      try await database.insert("a", 0)
      try await database.insert("b", 0)
      try await withThrowingTaskGroup { group in
        group.addTask {
          for _ in 0..<100 {
            try await database.write { connection in
              try connection.run("UPDATE counters SET value = value + 1 WHERE name = 'a'")
              try connection.run("UPDATE counters SET value = value + 1 WHERE name = 'b'")
            }
          }
        }
        for _ in 0..<100 {
          let pair = try await database.read { connection in
            let first = try connection.row("SELECT value FROM counters WHERE name = 'a'")?.integer(0)
            return (first, try connection.row("SELECT value FROM counters WHERE name = 'b'")?.integer(0))
          }
          #expect(pair.0 == pair.1)
        }
        try await group.waitForAll()
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a read body cannot write`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { (database) async throws in
      await #expect(throws: StoreError.self) {
        try await database.read { try $0.run("INSERT INTO counters (name, value) VALUES ('a', 1)") }
      }
      #expect(try await database.counterNames() == [])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a broken rule is told by its kind`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { (database) async throws in
      try await database.insert("a", 1)
      #expect(await kind { try await database.insert("a", 2) } == .unique)
      #expect(await kind { try await database.insert("b", -1) } == .check)
      #expect(
        await kind {
          try await database.write { try $0.run("INSERT INTO counters (name, value) VALUES ('c', NULL)") }
        } == .notNull)
      #expect(
        await kind {
          try await database.write { try $0.run("INSERT INTO marks (id, name, expires_at) VALUES (1, 'none', 1)") }
        } == .foreignKey)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a statement tells how many rows it changed`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { (database) async throws in
      for name in ["a", "b", "c"] { try await database.insert(name, 1) }
      let counts = try await database.write { connection in
        [
          try connection.run("UPDATE counters SET value = 2"),
          try connection.run("UPDATE counters SET value = 3 WHERE name = 'none'"),
          try connection.run("CREATE TABLE other (id BIGINT)"),
          try connection.rows("DELETE FROM counters WHERE name <> 'a' RETURNING name").count,
        ]
      }
      #expect(counts == [3, 0, 0, 2])
      #expect(try await database.counterNames() == ["a"])
    }
  }

  private func kind<T>(_ body: () async throws -> T) async -> StoreError.Constraint? {
    do {
      _ = try await body()
      return nil
    } catch StoreError.constraint(let kind, name: _) {
      return kind
    } catch {
      return nil
    }
  }
}
