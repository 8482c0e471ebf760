import JOSE

/// Applies a schema's steps within somebody's transaction.
enum SchemaSteps {
  /// What knows of the steps themselves.
  static let tables = ["schema_migrations", "schema_format"]

  /// Those of `migrations` that were not applied yet, in order; names them.
  @discardableResult
  static func apply(
    _ migrations: [Migration], on connection: any SQLConnection, at now: NumericDate
  ) throws -> [String] {
    try connection.run(
      """
      CREATE TABLE IF NOT EXISTS schema_migrations (
        name TEXT NOT NULL PRIMARY KEY, position BIGINT NOT NULL, applied_at BIGINT NOT NULL
      )
      """)
    let present = try format(on: connection)
    guard present.isServed else { throw StoreError.unavailable(present.refusal) }
    var applied = Set(try connection.rows("SELECT name FROM schema_migrations").map { try $0.text(0) })
    var position = Int64(applied.count)
    var added: [String] = []
    for migration in migrations where applied.insert(migration.name).inserted {
      for statement in migration.statements { try connection.run(statement) }
      position += 1
      try connection.run(
        "INSERT INTO schema_migrations (name, position, applied_at) VALUES ($1, $2, $3)",
        [.text(migration.name), .integer(position), .date(now)])
      added.append(migration.name)
    }
    try raise(present, on: connection)
    return added
  }

  static func format(on connection: any SQLConnection) throws -> SchemaFormat {
    guard try connection.hasTable("schema_format"),
      let row = try connection.row("SELECT format, readable_from FROM schema_format WHERE id = 1")
    else { return .first }
    return SchemaFormat(format: try row.int(0), readableFrom: try row.int(1))
  }

  private static func raise(_ present: SchemaFormat, on connection: any SQLConnection) throws {
    guard present.format < SchemaFormat.current.format else { return }
    try connection.run(
      """
      CREATE TABLE IF NOT EXISTS schema_format (
        id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1), format BIGINT NOT NULL, readable_from BIGINT NOT NULL
      )
      """)
    try connection.run(
      """
      INSERT INTO schema_format (id, format, readable_from) VALUES (1, $1, $2)
      ON CONFLICT (id) DO UPDATE SET format = $1, readable_from = $2
      """, [.int(SchemaFormat.current.format), .int(SchemaFormat.current.readableFrom)])
  }
}
