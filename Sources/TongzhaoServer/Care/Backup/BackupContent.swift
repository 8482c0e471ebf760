import AuditLog
import JOSE
import KeyCustody
package import SQLStore

/// What is in a database file, as a backup's manifest says it and as a restored file is compared with it.
package struct BackupContent: Sendable, Hashable {
  package let migrations: [String]
  package let rows: [String: Int]
  package let log: BackupManifest.Log
  package let keys: [String]
  /// What is wrong with the file itself, in the engine's words.
  package let damage: [String]

  /// Reads all of it.
  package init(of database: SQLiteDatabase) async throws {
    damage = try await database.integrityProblems()
    migrations = try await database.appliedMigrations()
    rows = try await database.rowCounts()
    let verification = try await SQLAuditLog.verify(database, keys: nil)
    log = BackupManifest.Log(
      size: verification.size, root: verification.root.bytes, signedSize: verification.signedSize,
      checkpoint: try await SQLAuditLog(database, secrets: .ephemeral()).latestCheckpoint()?.compact,
      findings: verification.findings.map(\.text))
    keys = try await SQLKeyStore(database).contents().keys.filter { $0.state != .removed }.map(\.kid).sorted()
  }

  /// Where it differs from what a manifest says, a line each.
  package func differences(from manifest: BackupManifest) -> [String] {
    var lines = damage
    if migrations != manifest.migrations { lines.append("the schema is of other steps") }
    for (table, count) in manifest.rows.sorted(by: { $0.key < $1.key }) where rows[table] != count {
      lines.append("\(table) has \(rows[table].map(String.init) ?? "no") rows instead of \(count)")
    }
    if log.size != manifest.log.size {
      lines.append("the audit log has \(log.size) leaves instead of \(manifest.log.size)")
    } else if log.root != manifest.log.root {
      lines.append("the audit log is another one than the manifest's")
    }
    let known = Set(manifest.log.findings)
    lines += log.findings.filter { !known.contains($0) }.map { "audit log: \($0)" }
    if keys != manifest.keys { lines.append("the signing keys are other ones") }
    return lines
  }
}
