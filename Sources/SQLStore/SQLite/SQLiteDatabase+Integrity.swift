extension SQLiteDatabase {
  /// What is wrong with the file, in the engine's words; empty when nothing is. Reads everything, and hinders nobody.
  package func integrityProblems() async throws -> [String] {
    try await scan { connection in
      var problems = try connection.rows("PRAGMA integrity_check").map { try $0.text(0) }.filter { $0 != "ok" }
      for row in try connection.rows("PRAGMA foreign_key_check") {
        problems.append("a row of \(try row.text(0)) refers to a missing row of \(try row.text(2))")
      }
      return problems
    }
  }
}

extension SQLiteDatabase {
  /// The same without comparing indexes with their tables: fast enough for every day.
  package func quickProblems() async throws -> [String] {
    try await scan { connection in
      try connection.rows("PRAGMA quick_check").map { try $0.text(0) }.filter { $0 != "ok" }
    }
  }
}
