import AuditLog
import Foundation
package import JOSE
package import KeyCustody
import SQLStore

/// Restores a backup into a temporary place, tries everything there, and removes it: the proof that a backup is one.
package struct BackupDrill: Sendable {
  /// One thing that was tried.
  package struct Step: Sendable, Hashable {
    package let name: String
    package let problems: [String]
    /// Why it could not be tried.
    package let skipped: String?

    package var isGood: Bool { problems.isEmpty }
  }

  private let file: String
  private let recoveryKey: RecoveryKey
  private let maker: BackupMaker
  private let encryptionKey: KeyEncryptionKey?
  private let account: String
  private let folder: String

  /// - Parameter folder: where the temporary place is made.
  package init(
    file: String, recoveryKey: RecoveryKey, from maker: BackupMaker, encryptionKey: KeyEncryptionKey?, account: String,
    within folder: String = NSTemporaryDirectory()
  ) {
    self.folder = folder
    self.file = file
    self.recoveryKey = recoveryKey
    self.maker = maker
    self.encryptionKey = encryptionKey
    self.account = account
  }

  /// Goes through the steps; stops at the first that leaves nothing to try.
  package func run(at now: NumericDate) async throws -> [Step] {
    let place = folder + "/tongzhao-drill-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: place, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: place) }
    var steps: [Step] = []
    let report: RestoreReport
    do {
      report = try await Restore(
        Restore.Request(
          file: file, recoveryKey: recoveryKey, from: maker, folder: place + "/restored", encryptionKey: nil,
          account: account)
      ).run(at: now)
    } catch let refusal as any OperatorFault {
      return [Step(name: "restore", problems: refusal.lines, skipped: nil)]
    }
    steps.append(Step(name: "restore", problems: [], skipped: nil))
    steps.append(
      Step(
        name: "who made it", problems: [],
        skipped: report.signer == nil ? "no audit keys were given (--audit-keys)" : nil))
    let path = place + "/restored/" + report.manifest.database.name
    let database = try SQLiteDatabase(path: path, readers: 1)
    do {
      steps.append(try await keys(in: database, report.manifest))
      steps.append(try await rows(in: database, report))
      let verification = try await AuditFiles.verify(database: path, keys: nil, checkpoint: nil)
      let known = Set(report.manifest.log.findings)
      steps.append(
        Step(
          name: "audit log", problems: verification.findings.map(\.text).filter { !known.contains($0) },
          skipped: nil))
      steps.append(Step(name: "database", problems: try await database.integrityProblems(), skipped: nil))
      try await database.close()
    } catch {
      try? await database.close()
      throw error
    }
    return steps
  }

  /// Every key opens, signs, and what it signs verifies.
  private func keys(in database: SQLiteDatabase, _ manifest: BackupManifest) async throws -> Step {
    let name = "signing keys"
    guard let encryptionKey else {
      return Step(name: name, problems: [], skipped: "no key-encryption key was given (--kek)")
    }
    let store = SQLKeyStore(database)
    let custodian = KeyCustodian(store: store, encryptionKey: encryptionKey)
    var problems = try await custodian.faults().map { "\($0.key): \($0.value.rawValue)" }.sorted()
    let present = try await store.contents().keys.filter { $0.state != .removed }.map(\.kid).sorted()
    if present != manifest.keys { problems.append("other keys than the manifest names") }
    if problems.isEmpty {
      // The server's own way of opening: secrets too.
      do { _ = try await KeyRing(store: store, encryptionKey: encryptionKey) } catch { problems.append("\(error)") }
    }
    return Step(name: name, problems: problems, skipped: nil)
  }

  /// What a restoration does not touch has as many rows as before.
  private func rows(in database: SQLiteDatabase, _ report: RestoreReport) async throws -> Step {
    let endings = report.manifest.server.schema.endings.map(\.statement.description)
    let ended = endings.filter { !$0.hasPrefix("UPDATE") }.compactMap { MigrationStatement($0).table }
    let touched = Set(ended).union([
      "server_secrets", "restorations", "schema_migrations", "schema_format", "audit_tree", "audit_leaves",
      "audit_nodes",
    ])
    let found = try await database.rowCounts()
    let problems = report.manifest.rows.sorted { $0.key < $1.key }.compactMap { table, count -> String? in
      guard !touched.contains(table), found[table] != count else { return nil }
      return "\(table) has \(found[table].map(String.init) ?? "no") rows instead of \(count)"
    }
    return Step(name: "rows", problems: problems, skipped: nil)
  }
}
