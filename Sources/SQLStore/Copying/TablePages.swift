/// All rows of a table in the order of its key, some hundreds at a time.
struct TablePages {
  /// So many of the longest rows that there are still fit in memory, and their values in one statement.
  static let length = 200

  private let table: TableShape
  private let connection: any SQLConnection
  private var last: SQLRow?
  private var isFinished = false

  init(_ table: TableShape, on connection: any SQLConnection) {
    self.table = table
    self.connection = connection
  }

  /// The next ones; nil after the last.
  mutating func next() throws -> [SQLRow]? {
    guard !isFinished else { return nil }
    let page = try connection.rows(
      TableStatement.page(of: table, afterKey: last != nil),
      (last.map(table.key(of:)) ?? []) + [.int(Self.length)])
    isFinished = page.count < Self.length
    last = page.last
    return page.isEmpty ? nil : page
  }
}
