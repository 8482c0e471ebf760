// Copying: every row of one database into another, whatever their engines are, and the proof that nothing differs. It knows
// tables by what the database says of them, so that a new room's tables are copied without anybody thinking of it.

/// A table as its database describes it.
package struct TableShape: Sendable, Hashable {
  package let name: String
  /// In the order of the table.
  package let columns: [String]
  /// The places in `columns` of those that make up the primary key, in its order.
  package let key: [Int]

  package init(name: String, columns: [String], key: [Int]) {
    self.name = name
    self.columns = columns
    self.key = key
  }

  /// The tables that rows of (table, column, place in the key or null) tell of, which are sorted by table.
  static func list(_ rows: [SQLRow]) throws(StoreError) -> [TableShape] {
    var shapes: [TableShape] = []
    var columns: [String] = []
    var places: [(place: Int64, column: Int)] = []
    for (number, row) in rows.enumerated() {
      if let place = try row.integerIfPresent(2) { places.append((place, columns.count)) }
      columns.append(try row.text(1))
      let name = try row.text(0)
      if number + 1 < rows.count, try rows[number + 1].text(0) == name { continue }
      let key = places.sorted { $0.place < $1.place }.map(\.column)
      shapes.append(TableShape(name: name, columns: columns, key: key))
      columns = []
      places = []
    }
    return shapes
  }

  /// What a row is found by.
  func key(of row: SQLRow) -> [SQLValue] { key.map { row.values[$0] } }
}
