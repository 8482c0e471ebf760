import AuditLog
import JOSE
import SQLStore
import TestSupport
import Testing

/// Searching does not go through the log, and answers every page once.
@Suite struct SearchTests {
  @Test func `every search is answered by an index`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/plan.sqlite"
      let database = try SQLiteDatabase(path: path)
      try await database.migrate(Schema([SQLAuditLog.self]).migrations, at: AuditLogFixture.now)
      for (name, statement) in SQLAuditLog.searches {
        let plan = try SQLiteCopy.plan(of: statement, in: path)
        #expect(plan.contains { $0.hasPrefix("SEARCH audit_leaves USING INDEX \(name)") }, "\(name): \(plan)")
        #expect(!plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE") }, "\(name): \(plan)")
      }
      try await database.close()
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `each word finds its leaves, alone and with others, newest first`(engine: StoreEngine) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      for number in 0..<30 {
        let isOdd = number % 2 == 1
        try await fixture.log.record(
          AuditEvent(
            isOdd ? .loginRefused : .loginCompleted, isOdd ? .refused : .done, by: .anonymous,
            client: "c\(number % 3)", licence: "l\(number % 5)", object: "o\(number)",
            at: AuditLogFixture.now + number), bound: nil)
      }
      func found(_ change: (inout AuditQuery) -> Void) async throws -> [Int] {
        var query = AuditQuery(limit: 100)
        change(&query)
        return try await fixture.log.search(query).map(\.index)
      }
      let all = Array((0..<30).reversed())
      #expect(try await found { _ in } == all)
      #expect(try await found { $0.action = .loginRefused } == all.filter { $0 % 2 == 1 })
      #expect(try await found { $0.outcome = .refused } == all.filter { $0 % 2 == 1 })
      #expect(try await found { $0.outcome = .done } == all.filter { $0 % 2 == 0 })
      #expect(try await found { $0.client = "c1" } == all.filter { $0 % 3 == 1 })
      #expect(try await found { $0.licence = "l4" } == all.filter { $0 % 5 == 4 })
      #expect(try await found { $0.object = "o7" } == [7])
      #expect(try await found { $0.requestID = "r-1" } == all)
      #expect(
        try await found {
          $0.client = "c1"
          $0.licence = "l2"
          $0.action = .loginRefused
        } == [7])
      #expect(
        try await found {
          $0.since = AuditLogFixture.now + 10
          $0.until = AuditLogFixture.now + 13
        } == [12, 11, 10])
      #expect(
        try await found {
          $0.client = "c0"
          $0.since = AuditLogFixture.now + 20
        } == [27, 24, 21])
    }
  }

  @Test(arguments: StoreEngine.allCases)
  func `pages follow one another without a gap or a leaf twice`(engine: StoreEngine) async throws {
    try await AuditLogFixture.with(engine) { fixture in
      for number in 0..<25 {
        try await fixture.log.record(fixture.event(number, at: AuditLogFixture.now + number / 4), bound: nil)
      }
      var query = AuditQuery(limit: 7)
      query.client = "portal"
      var all: [Int] = []
      while true {
        let page = try await fixture.log.search(query)
        all += page.map(\.index)
        guard let last = page.last else { break }
        query.before = last.index
      }
      #expect(all == Array((0..<25).reversed()))
    }
  }
}
