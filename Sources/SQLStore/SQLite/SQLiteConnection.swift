import Foundation
import GRDB

/// A connection to SQLite inside a read or write body.
struct SQLiteConnection: SQLConnection {
  let database: Database
  let texts: StatementTexts

  func rows(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow] {
    do {
      let statement = try prepared(sql, arguments)
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

  private func prepared(_ sql: StaticString, _ arguments: [SQLValue]) throws -> Statement {
    let entry = try texts.entry(for: sql)
    try entry.check(arguments)
    let statement = try database.cachedStatement(sql: entry.text)
    // Validated setting, because the unchecked one traps when a former run of the statement had failed.
    // As optional existentials: of values of one type GRDB asks each by a key path, which is resolved anew each time.
    let values = entry.order.argumentIndices.map { arguments[$0].databaseValue as (any DatabaseValueConvertible)? }
    try statement.setArguments(StatementArguments(values))
    return statement
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
