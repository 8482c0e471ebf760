import Foundation
import GRDB

/// A connection to SQLite inside a read or write body.
struct SQLiteConnection: SQLConnection {
  let database: Database
  let texts: StatementTexts

  func rows(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow] {
    do {
      return try fetch(prepared(sql, arguments))
    } catch {
      throw StoreError(sqlite: error)
    }
  }

  func run(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> Int {
    do {
      let before = database.totalChangesCount
      try prepared(sql, arguments).execute()
      // `changesCount` keeps the figure of the last INSERT, UPDATE or DELETE when this statement is none.
      return database.totalChangesCount == before ? 0 : database.changesCount
    } catch {
      throw StoreError(sqlite: error)
    }
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
    do {
      let prepared = try database.cachedStatement(sql: statement.text)
      try prepared.setArguments(Self.bound(arguments))
      return try fetch(prepared)
    } catch {
      throw StoreError(sqlite: error)
    }
  }

  /// The next number is always the one after the highest that is there.
  func continueNumbering(_ table: TableShape, after number: Int64) {}

  private func fetch(_ statement: Statement) throws -> [SQLRow] {
    let columns = statement.columnCount
    var rows: [SQLRow] = []
    let cursor = try Row.fetchCursor(statement)
    while let row = try cursor.next() {
      var values: [SQLValue] = []
      values.reserveCapacity(columns)
      for column in 0..<columns { values.append(SQLValue(row[column] as DatabaseValue)) }
      rows.append(SQLRow(values: values))
    }
    return rows
  }

  private func prepared(_ sql: StaticString, _ arguments: [SQLValue]) throws -> Statement {
    let entry = try texts.entry(for: sql)
    try entry.check(arguments)
    let statement = try database.cachedStatement(sql: entry.text)
    // Validated setting, because the unchecked one traps when a former run of the statement had failed.
    try statement.setArguments(Self.bound(entry.order.argumentIndices.map { arguments[$0] }))
    return statement
  }

  /// As optional existentials: of values of one type GRDB asks each by a key path, which is resolved anew each time.
  private static func bound(_ values: [SQLValue]) -> StatementArguments {
    StatementArguments(values.map { $0.databaseValue as (any DatabaseValueConvertible)? })
  }
}

extension SQLValue {
  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let integer): self = .integer(integer)
    // No column of ours is a floating point number; one that appears is a computed value, kept as it prints.
    case .double(let number): self = .text(number.description)
    case .string(let text): self = .text(StoredText.text(ofStored: text))
    case .blob(let data): self = .blob([UInt8](data))
    }
  }

  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let integer): integer.databaseValue
    case .text(let text): StoredText.stored(text).databaseValue
    case .blob(let bytes): Data(bytes).databaseValue
    }
  }
}
