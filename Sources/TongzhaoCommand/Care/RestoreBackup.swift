import ArgumentParser
import JOSE
import KeyCustody
import TongzhaoServer

/// Brings a backup back.
struct RestoreBackup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Restore a backup into a folder of its own, checked.",
    discussion: """
      Nothing is overwritten: the folder must be empty or not there yet. Database, references, audit log and, with --kek,
      every key are checked before the folder gets its name. What may have been used up since the backup ends: open
      logins, authorization codes, offers, QR frames, tickets and nonces always; sessions, refresh tokens and what hangs
      on them unless --keep-sessions is said. The server is then started with settings that name the restored database.

      A backup is signed by its server's audit key. With --audit-keys, the exported public keys that were kept elsewhere,
      another's is refused; the keys in the backup itself say nothing of who made it.

      Example: tongzhao restore today.tongzhao --recovery-key /media/safe/recovery --kek /media/safe/kek \
        --audit-keys /media/safe/audit-keys.json --into restored

      \(Outcome.help)
      """)

  @Argument(help: "The backup.") var file: String
  @Option(help: "The private recovery key.") var recoveryKey: String
  @Option(help: "The folder to restore into.") var into: String
  @Option(help: "The key-encryption key's file, to try the signing keys.") var kek: String?
  @OptionGroup var maker: BackupMakerOptions
  @Option(help: "The newest audit checkpoint that was kept elsewhere: tells how many events are lost.")
  var checkpoint: String?
  @Flag(
    inversion: .prefixedNo, exclusivity: .exclusive,
    help: "End every session and refresh token: what was ended or disowned since the backup must not live again.")
  var endSessions = true
  @Flag(help: "The same as --no-end-sessions.") var keepSessions = false
  @Flag(help: "Answer in JSON.") var json = false

  func validate() throws { try maker.validateChoice() }

  func run() async throws {
    let report = try await Terminal.operating {
      try await Restore(
        Restore.Request(
          file: file, recoveryKey: try RecoveryKey(file: recoveryKey), from: try maker.maker, folder: into,
          encryptionKey: try kek.map { try KeyEncryptionKey(file: $0) },
          endingLogins: endSessions && !keepSessions, checkpoint: try checkpoint.map { try AuditFiles.checkpoint($0) },
          account: Audit.account)
      ).run(at: .now())
    }
    if json { print(report.json.text) } else { for line in report.lines { print(line) } }
    for line in report.warnings { Terminal.error(line) }
  }
}
