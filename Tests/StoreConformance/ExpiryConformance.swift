import JOSE
import SQLStore
import TestSupport
import Testing

@Suite struct ExpiryConformance {
  @Test(arguments: StoreEngine.allCases)
  func `what has expired goes, in batches, and nothing else`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { database in
      try await database.insert("a", 0)
      try await database.write { connection in
        for id in 1...250 {
          try connection.run(
            "INSERT INTO marks (id, name, expires_at) VALUES ($1, 'a', $2)", [.int(id), .int(1_000 + id)])
        }
      }
      // 200 rows are due: two full batches of 70, one of 60.
      let expiry = Expiry(database, CounterTables.expiring, batch: 70)
      #expect(try await expiry.sweep(at: NumericDate(1_200)) == 200)
      #expect(try await expiry.sweep(at: NumericDate(1_200)) == 0)
      let left = try await database.read { try $0.row("SELECT count(*), min(expires_at) FROM marks")?.values }
      #expect(left == [50, 1_201])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `a number of rows that fills its batches exactly ends too`(engine: StoreEngine) async throws {
    try await engine.withDatabase(Schema([CounterTables.self])) { database in
      try await database.insert("a", 0)
      try await database.write { connection in
        for id in 1...10 {
          try connection.run("INSERT INTO marks (id, name, expires_at) VALUES ($1, 'a', 5)", [.int(id)])
        }
      }
      #expect(try await Expiry(database, CounterTables.expiring, batch: 5).sweep(at: NumericDate(5)) == 10)
    }
  }

  @Test func `expired rows are found by an index`() async throws {
    try await StoreEngine.sqlite.withDatabase(Schema([CounterTables.self])) { database in
      let plan = try await database.read { connection in
        try connection.rows(
          """
          EXPLAIN QUERY PLAN
          DELETE FROM marks WHERE id IN (SELECT id FROM marks WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
          """, [1, 1]
        ).map { try $0.text(3) }
      }
      #expect(plan.contains { $0.contains("marks_by_expiry") })
      #expect(!plan.contains { $0.hasPrefix("SCAN") })
    }
  }
}
