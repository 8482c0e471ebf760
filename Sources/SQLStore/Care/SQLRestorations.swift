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
      var ended: [(what: String, count: Int)] = []
      for ending in endings where logins || !ending.isLogin {
        ended.append((ending.what, try connection.run(ending.statement, [.date(now)])))
      }
      try connection.run(
        "INSERT INTO restorations (at, backup_made_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        [.date(now), .date(backupMadeAt)])
      // Without secrets: the key-encryption key may be elsewhere, and nothing personal is recorded.
      try AuditPen(origin: AuditOrigin(operatorAccount: account), secrets: nil).record(
        AuditEvent(
          .operatorCommand, by: .operator(account), object: "restore",
          reason: "backup of \(backupMadeAt.seconds); " + (logins ? "logins ended" : "logins kept"), at: now),
        on: connection)
      return ended
    }
  }
}
