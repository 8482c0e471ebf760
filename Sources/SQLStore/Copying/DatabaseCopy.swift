package import JOSE

/// Copies all rows of one database into another that is empty, and reads them again.
package struct DatabaseCopy {
  /// What is copied, by the schema of both.
  private let schema: Schema
  private let progress: @Sendable (_ rows: Int, _ total: Int) -> Void

  package init(_ schema: Schema, progress: @escaping @Sendable (_ rows: Int, _ total: Int) -> Void = { _, _ in }) {
    self.schema = schema
    self.progress = progress
  }

  /// Within the transactions of both connections, so that `target` has either everything or nothing. What is answered was
  /// counted while it was read and again after it was written.
  package func run(
    from source: any SQLConnection, to target: any SQLConnection, at now: NumericDate
  ) throws -> [TableContent] {
    // 1. Two databases of this program's schema, one of them without a table.
    let tables = try Self.tables(of: schema, on: source)
    guard try target.tables().isEmpty else { throw CopyRefusal.targetNotEmpty }
    try SchemaSteps.apply(schema.migrations, on: target, at: now)
    guard try Self.tables(of: schema, on: target) == tables else { throw CopyRefusal.otherSchema }
    // 2. Without the rows that the schema's steps themselves have made.
    for table in tables.reversed() { _ = try target.rows(.emptying(table), []) }
    // 3. Each table after those it refers to.
    let total = try tables.reduce(0) { try $0 + (source.rows(.count(of: $1), []).first?.int(0) ?? 0) }
    var done = 0
    let contents = try tables.map { table in
      var content = TableContent(of: table)
      var pages = TablePages(table, on: source)
      var last: SQLRow?
      while let page = try pages.next() {
        content.take(page)
        _ = try target.rows(.insertion(of: page.count, into: table), page.flatMap(\.values))
        done += page.count
        last = page.last
        progress(done, total)
      }
      if let key = last.map(table.key(of:)), key.count == 1, case .integer(let number) = key[0], number > 0 {
        try target.continueNumbering(table, after: number)
      }
      return content
    }
    // 4. Read again.
    try Self.compare(contents, with: tables, on: target)
    return contents
  }

  /// Whether two databases have the same rows; what they have is answered.
  package func compare(_ source: any SQLConnection, _ target: any SQLConnection) throws -> [TableContent] {
    let tables = try Self.tables(of: schema, on: source)
    guard try Self.tables(of: schema, on: target) == tables else { throw CopyRefusal.otherSchema }
    let contents = try tables.map { try TableContent(reading: $0, on: source) }
    try Self.compare(contents, with: tables, on: target)
    return contents
  }

  private static func compare(
    _ contents: [TableContent], with tables: [TableShape], on target: any SQLConnection
  ) throws {
    for (content, table) in zip(contents, tables) {
      let found = try TableContent(reading: table, on: target)
      guard found == content else { throw CopyRefusal.differs(table.name) }
    }
  }

  /// The tables in the order in which the schema makes them: each refers only to those before it.
  package static func tables(of schema: Schema, on connection: any SQLConnection) throws -> [TableShape] {
    let found = try connection.tables().filter { $0.name != DatabaseMove.table }
    let order = schema.tables
    guard Set(found.map(\.name)) == Set(order), found.allSatisfy({ !$0.key.isEmpty }) else {
      throw CopyRefusal.otherSchema
    }
    let applied = try connection.rows("SELECT name FROM schema_migrations").map { try $0.text(0) }
    guard Set(applied) == Set(schema.migrations.map(\.name)) else { throw CopyRefusal.otherSchema }
    return order.compactMap { name in found.first { $0.name == name } }
  }
}

/// Why a database was not copied; the target has nothing of it then.
package enum CopyRefusal: Error, Sendable, Hashable {
  case targetNotEmpty
  /// The source is not, table by table, what this program would make.
  case otherSchema
  /// A table was read again and is not what was written.
  case differs(String)
}
