import JOSE
import SQLStore

/// Tables with everything that a copy could stumble over.
enum CopiedTables: SQLTables {
  static let migrations = [
    Migration(
      name: "copied 1",
      statements: [
        "CREATE TABLE parents (name TEXT NOT NULL, part BIGINT NOT NULL, note TEXT, PRIMARY KEY (part, name))",
        """
        CREATE TABLE children (
          number INTEGER PRIMARY KEY, parent TEXT NOT NULL, part BIGINT NOT NULL, content BLOB,
          FOREIGN KEY (part, parent) REFERENCES parents (part, name)
        )
        """,
        "CREATE TABLE clocks (id BIGINT NOT NULL PRIMARY KEY, version BIGINT NOT NULL)",
        // A row of the schema's own, which the copied one replaces.
        "INSERT INTO clocks (id, version) VALUES (1, 0)",
      ])
  ]

  /// Makes the file with its rows.
  static func fill(_ file: String, schema: Schema, at now: NumericDate) async throws {
    let database = try SQLiteDatabase(path: file)
    try await database.migrate(schema.migrations, at: now)
    try await database.write { connection in
      try connection.run("UPDATE clocks SET version = 7")
      // U+0000, a text that looks like its escape, and texts whose order depends on the language.
      for (name, note): (String, String?) in [("一", nil), ("a\0b", "\u{10FFFF}0"), ("Ä", "")] {
        try connection.run(
          "INSERT INTO parents (name, part, note) VALUES ($1, $2, $3)", [.text(name), 1, .text(orNull: note)])
      }
      // More than one page, with keys that are not in the order of writing.
      for number in 0..<450 {
        let content: SQLValue = number % 3 == 0 ? .null : .blob([UInt8](repeating: UInt8(number % 256), count: number))
        try connection.run(
          "INSERT INTO children (number, parent, part, content) VALUES ($1, $2, $3, $4)",
          [.int(1001 + (number * 7) % 450), number % 2 == 0 ? "一" : "Ä", 1, content])
      }
    }
    try await database.close()
  }

  /// All rows.
  static func rows(_ connection: any SQLConnection) throws -> [SQLRow] {
    try connection.rows("SELECT name, part, note FROM parents ORDER BY part, name")
      + connection.rows("SELECT number, parent, part, content FROM children ORDER BY number")
      + connection.rows("SELECT id, version FROM clocks ORDER BY id")
  }
}
