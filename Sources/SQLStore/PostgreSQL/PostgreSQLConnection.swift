/// A connection to PostgreSQL inside a read or write body.
struct PostgreSQLConnection: SQLConnection {
  let session: PostgreSQLSession
  let texts: StatementTexts

  func rows(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow] {
    try session.perform(texts.entry(for: sql), arguments).rows
  }

  func run(_ sql: StaticString, _ arguments: [SQLValue]) throws(StoreError) -> Int {
    try session.perform(texts.entry(for: sql), arguments).changes
  }

  func hasTable(_ name: String) throws(StoreError) -> Bool {
    try row(
      "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1",
      [.text(name)]) != nil
  }

  func tables() throws(StoreError) -> [TableShape] {
    try TableShape.list(
      rows(
        """
        SELECT pg_class.relname, attname, array_position(CAST(indkey AS SMALLINT[]), attnum)
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
          LEFT JOIN pg_index ON indrelid = pg_class.oid AND indisprimary
        WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relkind IN ('r', 'p')
        ORDER BY pg_class.relname, attnum
        """, []))
  }

  func rows(_ statement: TableStatement, _ arguments: [SQLValue]) throws(StoreError) -> [SQLRow] {
    try session.performOnce(statement.text, arguments).rows
  }

  func continueNumbering(_ table: TableShape, after number: Int64) throws(StoreError) {
    // Null, and nothing done, where the column is no identity.
    _ = try rows(
      "SELECT setval(CAST(pg_get_serial_sequence($1, $2) AS regclass), $3)",
      [.text(table.name), .text(table.columns[table.key[0]]), .integer(number)])
  }

  func announce(_ state: SharedState) { session.withhold(PostgreSQLListener.announcing(state)) }
}
