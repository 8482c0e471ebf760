import GRDB
import GRDBSQLite

/// The statements that were prepared on one connection, each once, found by the address of its text.
///
/// `@unchecked Sendable`: one thread at a time has it, under a lock or on the connection's own queue.
final class SQLiteStatements: @unchecked Sendable {
  private struct Prepared {
    let statement: SQLiteStatement
    let entry: StatementTexts.Entry
  }

  private let connection: OpaquePointer
  private let texts: StatementTexts
  private var prepared: [UInt: Prepared] = [:]

  init(of database: Database, _ texts: StatementTexts) throws(StoreError) {
    guard let connection = database.sqliteConnection else { throw .unavailable("the database is closed") }
    self.connection = connection
    self.texts = texts
  }

  deinit { for one in prepared.values { one.statement.finalize() } }

  /// Whether what follows is part of a transaction.
  var isInsideTransaction: Bool { sqlite3_get_autocommit(connection) == 0 }

  /// How many rows have been changed by this connection.
  private var changes: Int64 { sqlite3_total_changes64(connection) }

  /// Runs a statement, and hands on every row that it answers.
  func run(_ sql: StaticString, _ arguments: [SQLValue] = [], row: (SQLRow) -> Void = { _ in }) throws(StoreError) {
    let known = try prepared(sql)
    try known.entry.check(arguments)
    try known.statement.run(arguments, row: row)
  }

  /// Runs a statement that names make, prepared for this once.
  func run(_ sql: TableStatement, _ arguments: [SQLValue], row: (SQLRow) -> Void) throws(StoreError) {
    guard let order = ParameterOrder(sql.text) else { throw .statement("parameters have a gap: \(sql.text)") }
    let entry = StatementTexts.Entry(id: 0, text: sql.text, order: order)
    try entry.check(arguments)
    let statement = try SQLiteStatement(entry, on: connection)
    defer { statement.finalize() }
    try statement.run(arguments, row: row)
  }

  /// Runs a statement; how many rows it inserted, updated or deleted itself, without what followed from that.
  func count(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> Int {
    let before = changes
    try run(sql, arguments)
    // The engine keeps the figure of the last INSERT, UPDATE or DELETE when this statement is none.
    return changes == before ? 0 : Int(sqlite3_changes64(connection))
  }

  private func prepared(_ sql: StaticString) throws(StoreError) -> Prepared {
    let key = UInt(bitPattern: sql.utf8Start)
    if let known = prepared[key] { return known }
    let entry = try texts.entry(for: sql)
    let new = Prepared(statement: try SQLiteStatement(entry, on: connection), entry: entry)
    prepared[key] = new
    return new
  }
}
