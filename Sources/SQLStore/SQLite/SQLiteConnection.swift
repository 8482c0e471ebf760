import GRDB

/// A connection to SQLite inside a read or write body.
struct SQLiteConnection: SQLConnection {
  let statements: SQLiteStatements

  func rows(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow] {
    var rows: [SQLRow] = []
    try statements.run(sql, arguments) { rows.append($0) }
    return rows
  }

  func run(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> Int {
    try statements.count(sql, arguments)
  }

  func hasTable(_ name: String) throws(StoreError) -> Bool {
    try row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", [.text(name)]) != nil
  }
}

extension SQLiteConnection {
  /// For one body that runs on a connection of GRDB's.
  init(_ database: Database, _ texts: StatementTexts) throws(StoreError) {
    statements = try SQLiteStatements(of: database, texts)
  }
}
