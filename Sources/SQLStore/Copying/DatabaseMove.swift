import AuditLog
package import JOSE

/// That a database is being moved to another engine, or was. At every moment one database at most takes writes, so that
/// nothing is acknowledged that the other does not have:
///
/// 1. nobody may write to the source, and the target gets everything in one transaction, in which it is `arriving`;
/// 2. the source gets what refuses every later write, and has `left`;
/// 3. the target has `arrived`, and may be served.
///
/// A server does not start on one that is `arriving` or has `left`. Killed before 2, the source goes on as if nothing had
/// been and the target is filled anew; killed before 3, nobody writes until the move is finished.
package struct DatabaseMove: Sendable, Hashable {
  /// What a database is in a move.
  package enum Standing: String, Sendable, Hashable, CaseIterable {
    case arriving, arrived, left
  }

  /// The same in both databases.
  package let id: String
  package let standing: Standing
  /// Where the other one is, without a password.
  package let other: String
  package let at: NumericDate

  /// It is about the database that it is in, and never copied.
  static let table = "database_move"

  package init(id: String, standing: Standing, other: String, at: NumericDate) {
    self.id = id
    self.standing = standing
    self.other = other
    self.at = at
  }

  /// Nil in a database that never moved.
  package static func read(on connection: any SQLConnection) throws -> DatabaseMove? {
    guard try connection.hasTable(table),
      let row = try connection.row("SELECT move_id, standing, other, at FROM database_move WHERE id = 1"),
      let standing = Standing(rawValue: try row.text(1))
    else { return nil }
    return DatabaseMove(id: try row.text(0), standing: standing, other: try row.text(2), at: try row.date(3))
  }

  package func write(on connection: any SQLConnection) throws {
    try connection.run(
      """
      CREATE TABLE IF NOT EXISTS database_move (
        id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1), move_id TEXT NOT NULL, standing TEXT NOT NULL,
        other TEXT NOT NULL, at BIGINT NOT NULL
      )
      """)
    try connection.run(
      """
      INSERT INTO database_move (id, move_id, standing, other, at) VALUES (1, $1, $2, $3, $4)
      ON CONFLICT (id) DO UPDATE SET move_id = $1, standing = $2, other = $3, at = $4
      """, [.text(id), .text(standing.rawValue), .text(other), .date(at)])
  }

  /// Removes what an unfinished move has brought, so that another may begin.
  package static func clear(_ schema: Schema, on target: any SQLConnection) throws {
    let present = try target.tables()
    let tables = (schema.tables + [table]).reversed().compactMap { name in present.first { $0.name == name } }
    for table in tables { _ = try target.rows(.dropping(table), []) }
  }

  /// Says of the target that everything is there, and records it in its audit log: within the transaction that has compared
  /// it with the source.
  package static func arrive(
    _ left: DatabaseMove, from source: String, by account: String, reason: String?, on target: any SQLConnection,
    at now: NumericDate
  ) throws {
    try DatabaseMove(id: left.id, standing: .arrived, other: source, at: now).write(on: target)
    // Without secrets: the key-encryption key may be elsewhere, and nothing personal is recorded.
    let pen = AuditPen(origin: AuditOrigin(operatorAccount: account), secrets: nil)
    try pen.record(
      AuditEvent(
        .operatorCommand, by: .operator(account), object: "database.move",
        reason: (["from \(source)"] + [reason].compactMap(\.self)).joined(separator: "; "), at: now),
      on: target)
  }

  /// Why a server does not open it.
  package var refusal: String? {
    switch standing {
    case .arriving: "a move to this database was not finished: run `tongzhao database move` again"
    case .left: "the database was moved to \(other): name that one in the settings"
    case .arrived: nil
    }
  }
}
