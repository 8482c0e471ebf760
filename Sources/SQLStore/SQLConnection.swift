/// A connection inside a read or a write body; not to be kept.
///
/// Parameters are `$1`, `$2`, …; the same number may appear several times and in any order.
package protocol SQLConnection {
  /// All rows that `sql` answers, also for `INSERT`, `UPDATE` and `DELETE … RETURNING`.
  func rows(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow]

  /// Runs `sql` and tells how many rows it inserted, updated or deleted.
  @discardableResult
  func run(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> Int

  // What engines are asked in different words.

  /// Whether there is a table of this name.
  func hasTable(_ name: String) throws(StoreError) -> Bool

  /// All tables, by name.
  func tables() throws(StoreError) -> [TableShape]

  /// All rows that a statement about a whole table answers.
  func rows(_ statement: TableStatement, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow]

  /// Has a table that numbers its rows by itself go on after the highest number that came from elsewhere.
  func continueNumbering(_ table: TableShape, after number: Int64) throws(StoreError)

  /// Tells other processes, once the transaction is committed and only then, to look at this. Not every engine can.
  func announce(_ state: SharedState)
}

extension SQLConnection {
  package func announce(_ state: SharedState) {}

  /// All rows of a query without parameters.
  package func rows(_ sql: StaticString) throws(StoreError) -> [SQLRow] { try rows(sql, []) }

  /// The first row, if there is one.
  package func row(_ sql: StaticString, _ arguments: [SQLValue] = []) throws(StoreError) -> SQLRow? {
    try rows(sql, arguments).first
  }

  /// Runs a statement without parameters.
  @discardableResult
  package func run(_ sql: StaticString) throws(StoreError) -> Int { try run(sql, []) }
}
