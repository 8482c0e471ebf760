package import AuditLog
import Foundation
package import JOSE
package import KeyCustody
import OAuth
import SQLStore

/// Brings a backup back into a folder of its own, checked, and with everything ended that may have been used up since.
package struct Restore: Sendable {
  package struct Request: Sendable {
    package let file: String
    package let recoveryKey: RecoveryKey
    package let maker: BackupMaker
    package let folder: String
    /// The key-encryption key that belongs to it, to try the keys.
    package let encryptionKey: KeyEncryptionKey?
    package let endingLogins: Bool
    /// A checkpoint that was kept elsewhere. The newest tells what is lost; one from before the backup proves that the
    /// log is the one that was signed then.
    package let checkpoint: SignedCheckpoint?
    package let account: String

    package init(
      file: String, recoveryKey: RecoveryKey, from maker: BackupMaker, folder: String, encryptionKey: KeyEncryptionKey?,
      endingLogins: Bool = true, checkpoint: SignedCheckpoint? = nil, account: String
    ) {
      self.file = file
      self.recoveryKey = recoveryKey
      self.maker = maker
      self.folder = folder
      self.encryptionKey = encryptionKey
      self.endingLogins = endingLogins
      self.checkpoint = checkpoint
      self.account = account
    }
  }

  private let request: Request

  package init(_ request: Request) { self.request = request }

  /// Does it. What is refused leaves nothing behind.
  package func run(at now: NumericDate) async throws -> RestoreReport {
    let folder = request.folder
    if FileManager.default.fileExists(atPath: folder),
      try !FileManager.default.contentsOfDirectory(atPath: folder).isEmpty
    {
      throw CareRefusal.notEmpty(folder)
    }
    let partial = folder + ".partial-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: partial, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    do {
      let report = try await fill(partial, at: now)
      if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
      try FileManager.default.moveItem(atPath: partial, toPath: folder)
      let parent = (folder as NSString).deletingLastPathComponent
      try DurableFile.synchronize(folder: parent.isEmpty ? "." : parent)
      return report
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
  }

  private func fill(_ folder: String, at now: NumericDate) async throws -> RestoreReport {
    // 1. Decrypted, whole, unaltered, and not another's.
    let (manifest, signer) = try await offTheAnsweringThreads { [request] in
      try BackupReader.extract(request.file, by: request.recoveryKey, from: request.maker, into: folder)
    }
    let path = folder + "/" + manifest.database.name
    let database = try SQLiteDatabase(path: path, readers: 1)
    do {
      let report = try await check(manifest, signedBy: signer, database, at: now)
      try await database.close()
      if let checkpoint = manifest.log.checkpoint {
        try AuditFiles.writeCheckpoint(
          SignedCheckpoint(compact: checkpoint), to: AuditFiles.checkpointFile(ofDatabase: path))
      }
      try DurableFile.synchronize(folder: folder)
      return report
    } catch {
      try? await database.close()
      throw error
    }
  }

  private func check(
    _ manifest: BackupManifest, signedBy signer: String?, _ database: SQLiteDatabase, at now: NumericDate
  ) async throws -> RestoreReport {
    // 2. What this program can serve.
    let format = try await database.schemaFormat()
    guard format.isServed else { throw CareRefusal.newer([format.refusal]) }
    // 3. The database, its references and its log are what they were.
    let differences = try await BackupContent(of: database).differences(from: manifest)
    guard differences.isEmpty else { throw CareRefusal.notAsManifest(differences) }
    try await compareWithCheckpoint(manifest, database)
    // 4. The keys open, when somebody brought the key for it.
    let store = SQLKeyStore(database)
    if let key = request.encryptionKey {
      let faults = try await KeyCustodian(store: store, encryptionKey: key).faults()
      guard faults.isEmpty else {
        throw CareRefusal.keysDoNotOpen(faults.map { "\($0.key): \($0.value.rawValue)" }.sorted())
      }
    }
    // 5. What may have been used up since the backup ends.
    let schema = manifest.server.schema
    let migrated = try await database.migrate(schema.migrations, at: now)
    try await forgetShortSecrets(store)
    let ended = try await SQLRestorations(database).record(
      schema.endings, logins: request.endingLogins, backupMadeAt: manifest.madeAt, by: request.account, at: now)
    let operators = try await SQLOperatorStore(database).operators().filter { $0.standing != .removed }
    return RestoreReport(
      manifest: manifest, signer: signer, operators: operators, ended: ended, migrated: migrated,
      keysTried: request.encryptionKey != nil,
      loginsEnded: request.endingLogins, lostLeaves: lostLeaves(manifest), at: now)
  }

  /// The log is the one of the checkpoint that was kept elsewhere, as far as both reach: signed by its keys, of the same
  /// origin, and with the same leaves. That it ends before the checkpoint is what is lost, and no fault.
  private func compareWithCheckpoint(_ manifest: BackupManifest, _ database: SQLiteDatabase) async throws {
    guard let checkpoint = request.checkpoint else { return }
    let verification = try await SQLAuditLog.verify(database, keys: nil, known: [checkpoint])
    let told = Set(manifest.log.findings)
    let said = checkpoint.unverified
    var problems = verification.findings.filter { finding in
      switch finding {
      case .truncated: false
      // Whoever made the backup wrote its manifest too: about the checkpoint that does not excuse anything.
      case .otherThanSigned(let size), .checkpointRefused(let size, _):
        size == said.size || !told.contains(finding.text)
      case .missing, .moved, .unreadable, .edited, .treeAltered, .detailsAltered, .detailsMissing, .miscounted,
        .otherLog:
        !told.contains(finding.text)
      }
    }
    if let issuer = Issuer(manifest.issuer), !AuditOperations.origin(of: issuer).isExactly(said.origin) {
      problems.append(.otherLog(origin: said.origin))
    }
    guard problems.isEmpty else { throw CareRefusal.notOfThisLog(problems.map(\.text)) }
  }

  /// Frames, tickets and nonces carry a code of a secret and no row: with the secret they end. The server makes new ones
  /// when it starts.
  private func forgetShortSecrets(_ store: SQLKeyStore) async throws {
    _ = try await store.change { contents in
      contents.secrets.filter { [.frame, .ticket, .nonce].contains($0.purpose) }
        .map { .removeSecret($0.purpose, id: $0.id) }
    }
  }

  private func lostLeaves(_ manifest: BackupManifest) -> Int? {
    // One from before the backup knows nothing of what came after.
    request.checkpoint.map { $0.unverified.size - manifest.log.size }.flatMap { $0 < 0 ? nil : $0 }
  }
}
