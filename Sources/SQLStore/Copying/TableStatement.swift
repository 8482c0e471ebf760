/// A statement made of the names in a ``TableShape`` and of nothing else. Names come from the schema and are quoted;
/// values are parameters, numbered in the order in which they stand.
package struct TableStatement: Sendable, Hashable {
  let text: String

  private init(_ text: String) { self.text = text }

  /// The first rows in the order of the key, or with `afterKey` those after a key (its values are the first parameters).
  /// The last parameter is how many. Engines agree on the order: numbers by value, texts and bytes by their bytes.
  static func page(of table: TableShape, afterKey: Bool) -> TableStatement {
    let key = table.key.map { quoted(table.columns[$0]) }.joined(separator: ", ")
    let columns = table.columns.map(quoted).joined(separator: ", ")
    let count = afterKey ? table.key.count : 0
    let condition = afterKey ? "WHERE (\(key)) > (\(parameters(from: 1, count: count))) " : ""
    return TableStatement(
      "SELECT \(columns) FROM \(quoted(table.name)) \(condition)ORDER BY \(key) LIMIT $\(count + 1)")
  }

  /// So many rows at once.
  static func insertion(of rows: Int, into table: TableShape) -> TableStatement {
    let width = table.columns.count
    let values = (0..<rows).map { "(\(parameters(from: $0 * width + 1, count: width)))" }.joined(separator: ", ")
    let columns = table.columns.map(quoted).joined(separator: ", ")
    return TableStatement("INSERT INTO \(quoted(table.name)) (\(columns)) VALUES \(values)")
  }

  static func count(of table: TableShape) -> TableStatement {
    TableStatement("SELECT COUNT(*) FROM \(quoted(table.name))")
  }

  /// Deletes all rows.
  static func emptying(_ table: TableShape) -> TableStatement { TableStatement("DELETE FROM \(quoted(table.name))") }

  static func dropping(_ table: TableShape) -> TableStatement { TableStatement("DROP TABLE \(quoted(table.name))") }

  private static func parameters(from first: Int, count: Int) -> String {
    (first..<first + count).map { "$\($0)" }.joined(separator: ", ")
  }

  private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}

extension TableStatement {
  /// What makes SQLite refuse every later change of a table, in whichever process: reading goes on.
  static func sealing(_ table: TableShape, saying message: StaticString) -> [TableStatement] {
    ["INSERT", "UPDATE", "DELETE"].map { verb in
      TableStatement(
        """
        CREATE TRIGGER \(quoted("sealed_\(table.name)_\(verb.lowercased())")) BEFORE \(verb) ON \(quoted(table.name))
        BEGIN SELECT RAISE(ABORT, '\(message)'); END
        """)
    }
  }
}
