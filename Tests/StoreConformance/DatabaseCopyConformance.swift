import JOSE
import SQLStore
import TestSupport
import Testing

/// Copies between the engines, by the two ways that are gone: a file that is moved to a server, and a server's backup.
@Suite(.timeLimit(.minutes(2))) struct DatabaseCopyConformance {
  private static let now = NumericDate(1_800_000_000)
  private static let schema = Schema([CopiedTables.self])

  private struct Failure: Error {}

  @Test func `every row arrives at a server and comes back from it, whatever is in it`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/source.sqlite"
      try await CopiedTables.fill(file, schema: Self.schema, at: Self.now)
      let target = PostgreSQLDatabase(try await PostgreSQLServer.shared.value.emptyAddress(), readers: 1, seconds: 120)
      let hold = try SQLiteHold(path: file)
      let there = try await target.write { connection in
        try hold.ask { try DatabaseCopy(Self.schema).run(from: $0, to: connection, at: Self.now + 1) }
      }
      #expect(there.map(\.rows) == [1, 1, 3, 450, 1])
      let back = try await target.read { connection in
        let copy = try SQLiteHold(path: folder + "/back.sqlite", isNew: true)
        let contents = try copy.ask { try DatabaseCopy(Self.schema).run(from: connection, to: $0, at: Self.now + 2) }
        #expect(try copy.ask { try CopiedTables.rows($0) } == hold.ask { try CopiedTables.rows($0) })
        try copy.commit()
        return contents
      }
      #expect(back == there)
      #expect(try await target.read { try CopiedTables.rows($0) } == hold.ask { try CopiedTables.rows($0) })
      try hold.release()
      await target.close()
    }
  }

  @Test func `numbers that the database gives go on after those that came`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/source.sqlite"
      try await CopiedTables.fill(file, schema: Self.schema, at: Self.now)
      let target = PostgreSQLDatabase(try await PostgreSQLServer.shared.value.emptyAddress(), readers: 1, seconds: 120)
      let hold = try SQLiteHold(path: file)
      try await target.write { connection in
        _ = try hold.ask { try DatabaseCopy(Self.schema).run(from: $0, to: connection, at: Self.now) }
      }
      try hold.release()
      let number = try await target.write { connection in
        try connection.row(
          "INSERT INTO children (parent, part) VALUES ($1, $2) RETURNING number", ["一", 1])?.int(0)
      }
      #expect(number == 1451)
      await target.close()
    }
  }

  @Test func `a copy that fails leaves nothing at the target`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/source.sqlite"
      try await CopiedTables.fill(file, schema: Self.schema, at: Self.now)
      let target = PostgreSQLDatabase(try await PostgreSQLServer.shared.value.emptyAddress(), readers: 1, seconds: 120)
      let hold = try SQLiteHold(path: file)
      await #expect(throws: Failure.self) {
        try await target.write { connection in
          _ = try hold.ask { try DatabaseCopy(Self.schema).run(from: $0, to: connection, at: Self.now) }
          throw Failure()
        }
      }
      #expect(try await target.read { try $0.tables() }.isEmpty)
      try hold.release()
      await target.close()
    }
  }

  @Test func `a target with a table of anybody's is refused and left as it is`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/source.sqlite"
      try await CopiedTables.fill(file, schema: Self.schema, at: Self.now)
      let target = PostgreSQLDatabase(try await PostgreSQLServer.shared.value.emptyAddress(), readers: 1, seconds: 120)
      try await target.write { try $0.run("CREATE TABLE others (id BIGINT NOT NULL PRIMARY KEY)") }
      let hold = try SQLiteHold(path: file)
      await #expect(throws: CopyRefusal.targetNotEmpty) {
        try await target.write { connection in
          _ = try hold.ask { try DatabaseCopy(Self.schema).run(from: $0, to: connection, at: Self.now) }
        }
      }
      #expect(try await target.read { try $0.tables() }.map(\.name) == ["others"])
      try hold.release()
      await target.close()
    }
  }

  @Test func `a database of an older or a newer program is not copied`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/source.sqlite"
      try await CopiedTables.fill(file, schema: Self.schema, at: Self.now)
      let hold = try SQLiteHold(path: file)
      let target = try SQLiteHold(path: folder + "/target.sqlite", isNew: true)
      for other in [Schema([]), Schema([CopiedTables.self, CounterTables.self])] {
        #expect(throws: CopyRefusal.otherSchema) {
          try hold.ask { source in
            try target.ask { _ = try DatabaseCopy(other).run(from: source, to: $0, at: Self.now) }
          }
        }
      }
      try hold.release()
      try target.release()
    }
  }

  @Test func `a row that differs by one byte is found`() async throws {
    try await withTemporaryFolder { folder in
      let (one, other) = (folder + "/one.sqlite", folder + "/other.sqlite")
      for file in [one, other] { try await CopiedTables.fill(file, schema: Self.schema, at: Self.now) }
      let (left, right) = (try SQLiteHold(path: one), try SQLiteHold(path: other))
      #expect(try left.ask { left in try right.ask { try DatabaseCopy(Self.schema).compare(left, $0) } }.count == 5)
      try right.ask { _ = try $0.run("UPDATE children SET content = $1 WHERE number = 1200", [.blob([0])]) }
      #expect(throws: CopyRefusal.differs("children")) {
        try left.ask { left in try right.ask { _ = try DatabaseCopy(Self.schema).compare(left, $0) } }
      }
      try left.release()
      try right.release()
    }
  }

  @Test(arguments: [Schema.identityProvider, .licenceIssuer])
  func `every table that a server has is copied, after those it refers to`(schema: Schema) async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/source.sqlite"
      let source = try SQLiteDatabase(path: file)
      try await source.migrate(schema.migrations, at: Self.now)
      try await source.close()
      let target = PostgreSQLDatabase(try await PostgreSQLServer.shared.value.emptyAddress(), readers: 1, seconds: 120)
      let hold = try SQLiteHold(path: file)
      let contents = try await target.write { connection in
        try hold.ask { try DatabaseCopy(schema).run(from: $0, to: connection, at: Self.now + 1) }
      }
      #expect(contents.map(\.table) == schema.tables)
      #expect(Set(try hold.ask { try $0.tables() }.map(\.name)) == Set(schema.tables))
      #expect(try await target.migrate(schema.migrations, at: Self.now + 2).isEmpty, "it is up to date")
      try hold.release()
      await target.close()
    }
  }

  @Test func `a sealed file is read by everybody and written by nobody`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/source.sqlite"
      try await CopiedTables.fill(file, schema: Self.schema, at: Self.now)
      let serving = try SQLiteDatabase(path: file, busySeconds: 0)
      let hold = try SQLiteHold(path: file)
      // Somebody else has the pen.
      await #expect(throws: StoreError.busy) { try await serving.write { try $0.run("DELETE FROM children") } }
      #expect(try await serving.read { try CopiedTables.rows($0) }.count == 454)
      let move = DatabaseMove(id: "m", standing: .left, other: "postgresql://elsewhere", at: Self.now)
      try hold.seal(try hold.ask { try $0.tables() }, saying: move)
      for statement: StaticString in [
        "DELETE FROM children", "UPDATE parents SET note = 'x'", "INSERT INTO parents (name, part) VALUES ('x', 1)",
      ] {
        await #expect(throws: StoreError.unavailable("the database was moved")) {
          try await serving.write { try $0.run(statement) }
        }
      }
      #expect(try await serving.read { try CopiedTables.rows($0) }.count == 454)
      // And whoever opens it anew hears where it is.
      let refused = await #expect(throws: StoreError.self) {
        try await serving.migrate(Self.schema.migrations, at: Self.now)
      }
      #expect("\(String(describing: refused))".contains("postgresql://elsewhere"))
      try await serving.close()
    }
  }
}
