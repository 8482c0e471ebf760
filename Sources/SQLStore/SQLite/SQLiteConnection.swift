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

  func tables() throws(StoreError) -> [TableShape] {
    try TableShape.list(
      rows(
        """
        SELECT tables.name, columns.name, CASE columns.pk WHEN 0 THEN NULL ELSE columns.pk END
        FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
        WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' ORDER BY tables.name, columns.cid
        """, []))
  }

  func rows(_ statement: TableStatement, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow] {
    var rows: [SQLRow] = []
    try statements.run(statement, arguments) { rows.append($0) }
    return rows
  }

  /// The next number is always the one after the highest that is there.
  func continueNumbering(_ table: TableShape, after number: Int64) {}
}

extension SQLiteConnection {
  /// For one body that runs on a connection of GRDB's.
  init(_ database: Database, _ texts: StatementTexts) throws(StoreError) {
    statements = try SQLiteStatements(of: database, texts)
  }
}
