import AuditLog
package import JOSE
import KeyCustody

/// When a database was restored from a backup. What was made before that moment and may be used once is refused where
/// nobody can know any more whether it was used.
package struct SQLRestorations: SQLTables {
  private let database: any SQLDatabase

  /// In this database.
  package init(_ database: any SQLDatabase) { self.database = database }

  package static let migrations = [
    Migration(
      name: "restorations 1 create",
      statements: [
        "CREATE TABLE restorations (at BIGINT NOT NULL PRIMARY KEY, backup_made_at BIGINT NOT NULL)"
      ])
  ]

  /// Ends what a schema says, and records all of it in the audit log, in one transaction. Answers what was ended, with
  /// how many of each.
  /// - Parameters:
  ///   - logins: whether what keeps people logged in ends too.
  ///   - account: who restores.
  package func record(
    _ endings: [RestoreEnding], logins: Bool, backupMadeAt: NumericDate, by account: String, at now: NumericDate
  ) async throws -> [(what: String, count: Int)] {
    try await database.write { connection in
      let carriedOut = endings.filter { logins || !$0.isLogin }
      let ended = try carriedOut.map { (what: $0.what, count: try connection.run($0.statement, [.date(now)])) }
      try connection.run(
        "INSERT INTO restorations (at, backup_made_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        [.date(now), .date(backupMadeAt)])
      // Without secrets: the key-encryption key may be elsewhere, and nothing personal is recorded.
      let pen = AuditPen(origin: AuditOrigin(operatorAccount: account), secrets: nil)
      for (ending, done) in zip(carriedOut, ended) where ending.isLogin && done.count > 0 {
        try pen.record(
          AuditEvent(
            .sessionEnded, by: .operator(account), object: "all", reason: "restore: \(done.count) \(done.what)", at: now
          ),
          on: connection)
      }
      try pen.record(
        AuditEvent(
          .operatorCommand, by: .operator(account), object: "restore",
          reason: "backup of \(backupMadeAt.seconds); " + (logins ? "logins ended" : "logins kept"), at: now),
        on: connection)
      return ended
    }
  }
}
