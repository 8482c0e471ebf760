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

  func announce(_ state: SharedState) { session.withhold(PostgreSQLListener.announcing(state)) }
}
