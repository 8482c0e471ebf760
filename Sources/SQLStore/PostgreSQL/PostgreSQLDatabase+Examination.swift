extension PostgreSQLDatabase: ServerDatabase {
  package func size() async throws -> Int {
    try await read { connection in
      try connection.row(
        """
        SELECT CAST(COALESCE(SUM(pg_total_relation_size(oid)), 0) AS BIGINT) FROM pg_class
        WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relkind = 'r'
        """)?.int(0) ?? 0
    }
  }

  /// What a connection can find out. The server's files are its operators' to examine (`pg_amcheck`, page checksums).
  package func quickProblems() async throws -> [String] {
    try await read { connection in
      var problems: [String] = []
      for setting in try connection.rows(
        "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' ORDER BY name")
      {
        problems.append("\(try setting.text(0)) is off: what was acknowledged is lost with the server's power")
      }
      for index in try connection.rows(
        """
        SELECT pg_class.relname FROM pg_index JOIN pg_class ON pg_class.oid = pg_index.indexrelid
        WHERE pg_class.relnamespace = CAST(current_schema() AS regnamespace) AND NOT indisvalid ORDER BY relname
        """)
      {
        problems.append("the index \(try index.text(0)) is not valid")
      }
      return problems
    }
  }

  package func integrityProblems() async throws -> [String] { try await quickProblems() }

  /// As the server counts them; a table that was changed a moment ago may have a few more or less.
  package func rowCounts() async throws -> [String: Int] {
    let rows = try await read { connection in
      try connection.rows(
        "SELECT relname, n_live_tup FROM pg_stat_user_tables WHERE schemaname = current_schema()")
    }
    return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.text(0), try $0.int(1)) })
  }
}
