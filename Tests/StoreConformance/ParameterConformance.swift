import SQLStore
import TestSupport
import Testing

@Suite struct ParameterConformance {
  @Test(arguments: StoreEngine.allCases)
  func `numbered parameters mean their position, in whatever order they appear`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { database in
      let row = try await database.read { connection in
        try connection.row("SELECT $2, $1, $2, $3", [.text("first"), .text("second"), .text("third")])
      }
      #expect(row?.values == ["second", "first", "second", "third"])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a parameter may be repeated in a change`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { database in
      let changed = try await database.write { connection in
        try connection.run("INSERT INTO counters (name, value) VALUES ($2, $1)", [7, "seven"])
        return try connection.run("UPDATE counters SET value = value + $1 WHERE value = $1", [7])
      }
      #expect(changed == 1)
      #expect(try await database.read { try $0.row("SELECT value FROM counters")?.integer(0) } == 14)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `ten parameters are not one and a nought`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { database in
      let row = try await database.read { connection in
        try connection.row(
          "SELECT $10, $9, $8, $7, $6, $5, $4, $3, $2, $1", (1...10).map { SQLValue.integer($0) })
      }
      #expect(row?.values == (1...10).reversed().map { SQLValue.integer($0) })
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `what stands in quotes or in a comment is no parameter`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { database in
      let row = try await database.read { connection in
        try connection.row(
          """
          SELECT '$2 it''s $3?', $1 -- and $4
          """, ["bound"])
      }
      #expect(row?.values == ["$2 it's $3?", "bound"])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `too few or too many arguments are refused`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { database in
      for arguments: [SQLValue] in [[], [1], [1, 2, 3]] {
        await #expect(throws: StoreError.self) {
          try await database.read { try $0.rows("SELECT $1, $2", arguments) }
        }
      }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `parameters with a gap or of another style are refused`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { database in
      await #expect(throws: StoreError.self) { try await database.read { try $0.rows("SELECT $2", [1, 2]) } }
      await #expect(throws: StoreError.self) { try await database.read { try $0.rows("SELECT ?", [1]) } }
      await #expect(throws: StoreError.self) { try await database.read { try $0.rows("SELECT :a", [1]) } }
      await #expect(throws: StoreError.self) { try await database.read { try $0.rows("SELECT $0", [1]) } }
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `values come back as they went in`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { database in
      let values: [SQLValue] = [
        .null, .integer(.min), .integer(.max), .text(""), .text("天津市市场监督管理委员会 \u{1F4DC}"), .blob([]),
        .blob([0, 1, 255]),
      ]
      let row = try await database.read { try $0.row("SELECT $1, $2, $3, $4, $5, $6, $7", values) }
      #expect(row?.values == values)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `texts are compared byte by byte`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { (database) async throws in
      let names = ["B", "a", "aa", "a b", "Z", "中", "啊", "é", "e\u{301}", "_", "10", "9"]
      for name in names { try await database.insert(name, 0) }
      let sorted = names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
      #expect(try await database.counterNames() == sorted)
      let after = try await database.read {
        try $0.rows("SELECT name FROM counters WHERE name > $1 ORDER BY name", ["a"]).map { try $0.text(0) }
      }
      #expect(after == Array(sorted.drop { $0 != "a" }.dropFirst()))
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a text comes back as it went in, whatever is in it`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { database in
      let values: [SQLValue] = [.text("what\0ever"), .text("\u{10FFFF}0\0\u{10FFFF}")]
      let row = try await database.read { try $0.row("SELECT $1, $2", values) }
      #expect(row?.values == values)
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a column of another type is not taken for what was asked`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([])) { database in
      let found = try await database.read { try $0.row("SELECT $1, $2, $3", ["text", 1, nil]) }
      let row = try #require(found)
      #expect(throws: StoreError.self) { try row.integer(0) }
      #expect(throws: StoreError.self) { try row.text(1) }
      #expect(throws: StoreError.self) { try row.blob(2) }
      #expect(try row.textIfPresent(2) == nil)
    }
  }
}
