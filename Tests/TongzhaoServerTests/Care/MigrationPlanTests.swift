import AuditLog
import Foundation
import JOSE
import SQLStore
import TestSupport
import Testing

@testable import TongzhaoServer

@Suite struct MigrationPlanTests {
  private static let now = NumericDate(1_800_000_000)

  @Test func `a plan tells what would be done, and does nothing`() async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(path: folder + "/store.sqlite")
      let schema = Schema([Later.self])
      let first = Schema([Earlier.self])
      try await database.migrate(first.migrations, at: Self.now)
      try await database.write { connection in
        for id in 0..<7 { try connection.run("INSERT INTO things (id) VALUES ($1)", [.int(id)]) }
      }
      let plan = try await MigrationPlan(of: database, schema)
      #expect(
        plan.steps == [
          MigrationPlan.Step(name: "things 2", touched: ["things": 7], isAdditive: true),
          MigrationPlan.Step(name: "things 3", touched: ["things": 7], isAdditive: false),
        ])
      #expect(!plan.isUpToDate)
      #expect(try await database.pendingMigrations(schema.migrations) == ["things 2", "things 3"])
      try await database.migrate(schema.migrations, at: Self.now)
      #expect(try await MigrationPlan(of: database, schema).isUpToDate)
      try await database.close()
    }
  }

  @Test(
    arguments: [
      ("CREATE TABLE a (id BIGINT)", nil, true), ("CREATE INDEX i ON a (id)", "a", true),
      ("CREATE UNIQUE INDEX i ON a(id)", "a", false), ("ALTER TABLE a ADD COLUMN b TEXT", "a", true),
      ("ALTER TABLE a ADD COLUMN b BIGINT NOT NULL DEFAULT 0", "a", true),
      ("ALTER TABLE a DROP COLUMN b", "a", false), ("ALTER TABLE a RENAME TO b", "a", false),
      ("INSERT INTO a (id) VALUES (1)", "a", true), ("UPDATE a SET b = 1", "a", false),
      ("DELETE FROM a", "a", false), ("DROP TABLE a", "a", false),
    ] as [(String, String?, Bool)])
  func `a step is known by its first words`(text: String, table: String?, isAdditive: Bool) {
    let statement = MigrationStatement(text)
    #expect(statement.table == table)
    #expect(statement.isAdditive == isAdditive)
  }

  @Test(arguments: ServerKind.allCases)
  func `the steps of both servers only add`(kind: ServerKind) {
    for migration in kind.schema.migrations {
      #expect(MigrationPlan.isAdditive(migration), "\(migration.name)")
    }
  }

  @Test func `a program of the format before serves it, an older one and this one refuse a newer`() async throws {
    let current = SchemaFormat.current
    #expect(current.readableFrom == max(1, current.format - 1))
    #expect(SchemaFormat.first.isServed)
    #expect(SchemaFormat(format: current.format + 1, readableFrom: current.format).isServed)
    #expect(!SchemaFormat(format: current.format + 2, readableFrom: current.format + 1).isServed)
    try await CareFixture.with { fixture in
      try await fixture.opened { desk in
        #expect(try await desk.state.database.schemaFormat() == current)
        try await desk.state.database.write {
          try $0.run("UPDATE schema_format SET format = 9, readable_from = 8")
        }
      }
      do {
        try await fixture.opened { _ in }
        Issue.record("a newer database was served")
      } catch let error as StoreError {
        guard case .unavailable(let text) = error else { throw error }
        #expect(text.contains("format 9") && text.contains("use the newer program"))
      }
    }
  }

  @Test func `once operators are enrolled, to migrate breaks the glass, and is remembered`() async throws {
    try await OperatorFixture.with { fixture in
      let database = fixture.state.database
      func outdate() async throws {
        try await database.write { try $0.run("UPDATE schema_format SET format = 1, readable_from = 1") }
      }
      func migrate(_ breaking: Bool, _ reason: String?) async throws -> MigrationPlan {
        try await MigrateServer(fixture.settings, account: "root", breakingGlass: breaking, reason: reason)
          .carryOut(at: fixture.clock.now)
      }
      func events() async throws -> [AuditEvent] {
        try await fixture.state.audit.search(AuditQuery(limit: 20)).compactMap(\.leaf?.event)
      }
      try await outdate()
      #expect(try await !migrate(false, nil).isUpToDate)
      #expect(try await database.schemaFormat() == .current)
      #expect(try await events().contains { $0.object?.hasPrefix("migrate ") == true && $0.actor == .operator("root") })

      _ = try await fixture.enrol("zhang", .security)
      try await outdate()
      await #expect(throws: OperatorRefusal.glassNotBroken) { try await migrate(false, "new program") }
      await #expect(throws: OperatorRefusal.reasonMissing) { try await migrate(true, nil) }
      await #expect(throws: OperatorRefusal.reasonMissing) { try await migrate(true, "") }
      #expect(try await database.schemaFormat().format == 1)
      // To look is free, and changes nothing.
      let plan = try await MigrateServer(fixture.settings, account: "root", breakingGlass: false, reason: nil)
        .plan(at: fixture.clock.now)
      #expect(!plan.isUpToDate)
      #expect(try await database.schemaFormat().format == 1)

      _ = try await migrate(true, "new program")
      #expect(try await database.schemaFormat() == .current)
      let noted = try await events()
      #expect(noted.contains { $0.object == "operators.break-glass root" && $0.reason == "new program" })
      #expect(
        noted.contains {
          $0.object?.hasPrefix("migrate ") == true && $0.actor == .operator("break-glass:root")
            && $0.reason?.hasPrefix("new program") == true
        })
    }
  }

  private enum Earlier: SQLTables {
    static let migrations = [Migration(name: "things 1", statements: ["CREATE TABLE things (id BIGINT)"])]
  }

  private enum Later: SQLTables {
    static let migrations =
      Earlier.migrations + [
        Migration(name: "things 2", statements: ["ALTER TABLE things ADD COLUMN name TEXT"]),
        Migration(name: "things 3", statements: ["UPDATE things SET name = 'x'"]),
      ]
  }
}
