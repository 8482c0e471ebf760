import ArgumentParser
import Foundation
import JOSE
import KeyCustody
import Synchronization
import TongzhaoServer

/// Backups of a server's database and settings.
struct Backups: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Back up a serving server; keep recovery keys; try a backup out.",
    discussion: """
      A backup is made while the server serves, sealed for recovery keys whose private halves are kept elsewhere, and
      read again before it is called done. The key-encryption key is not in it: who restores needs both.

      Examples:
        tongzhao backup create-recovery-key /media/safe/recovery
        tongzhao backup /backups/2026-11-23.tongzhao --recipient recovery.pub --settings identity-provider.json
        tongzhao backup drill /backups/2026-11-23.tongzhao --recovery-key /media/safe/recovery --kek /media/safe/kek

      \(Outcome.help)
      """,
    subcommands: [Make.self, CreateRecoveryKey.self, Drill.self], defaultSubcommand: Make.self)

  struct Make: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create", abstract: "Make a backup (what `tongzhao backup FILE` does).",
      discussion: """
        The file appears under its name whole or not at all. An existing file is never overwritten.

        Example: tongzhao backup /backups/today --recipient recovery.pub --settings identity-provider.json
        """)

    @Argument(help: "The file to make.") var file: String
    @Option(name: .customLong("recipient"), help: "A public recovery key (a .pub file); may be repeated.")
    var recipients: [String]
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let keys = try recipients.map {
        try RecoveryPublicKey(text: String(contentsOf: URL(fileURLWithPath: $0), encoding: .utf8))
      }
      guard !FileManager.default.fileExists(atPath: file) else {
        Terminal.error("\(file) exists already and is not overwritten.")
        throw Outcome.refused
      }
      let bar = Mutex<ProgressBar?>(nil)
      let answer = try await options.ask(MakeBackup(for: keys)) { done, total, note in
        bar.withLock { bar in
          bar = bar ?? ProgressBar(total: total)
          bar?.show(done, note: note)
        }
      }
      bar.withLock { $0?.finish() }
      guard let answer else { return }
      guard let content = answer.content else { return try options.tell(answer) }
      defer { content.discard() }
      try await Terminal.operating {
        try await content.withFile { try DurableFile.take($0, to: file) }
        let digest = Base64URL.encode(try Backup.part(file).digest)
        guard let said = answer.json["sha256"]?.string, said == digest else { throw CareRefusal.notAsWritten(file) }
      }
      if !options.json { print(file) }
      try options.tell(answer)
    }
  }

  struct CreateRecoveryKey: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create-recovery-key",
      abstract: "Make a recovery key: FILE (mode 0600, to be kept offline) and FILE.pub (for servers).",
      discussion: "Example: tongzhao backup create-recovery-key /media/safe/recovery")

    @Argument(help: "The file of the private half.") var file: String
    @Flag(help: "Answer in JSON.") var json = false

    func run() throws {
      let key = try RecoveryKey.create(file: file)
      let answer: JSON = ["file": .string(file), "public_file": .string(file + ".pub"), "id": .string(key.id)]
      print(json ? answer.text : "\(file).pub  \(key.id)\nKeep \(file) away from every server, in two places.")
    }
  }

  struct Drill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "drill",
      abstract: "Restore a backup into a temporary place, try it, and remove it (exit code 2: something is wrong).",
      discussion: """
        Nothing is served and no port is opened. With --kek every key is opened and signs, with --audit-keys another's
        backup is found out; the audit log is verified and rows are counted against the manifest. Do this before it is
        needed, on another machine than the server.

        Example: tongzhao backup drill today.tongzhao --recovery-key recovery --kek identity-provider.kek \
          --audit-keys audit-keys.json
        """)

    @Argument(help: "The backup.") var file: String
    @Option(help: "The private recovery key.") var recoveryKey: String
    @Option(help: "The key-encryption key's file, to try the signing keys.") var kek: String?
    @Option(help: "The server's audit keys (tongzhao audit public-keys), kept elsewhere: is the backup the server's?")
    var auditKeys: String?
    @Flag(help: "Answer in JSON.") var json = false

    func run() async throws {
      let steps = try await Terminal.operating {
        try await BackupDrill(
          file: file, recoveryKey: try RecoveryKey(file: recoveryKey),
          from: try auditKeys.map { BackupMaker.server(auditKeys: try AuditFiles.keys($0)) } ?? .anybody,
          encryptionKey: try kek.map { try KeyEncryptionKey(file: $0) }, account: Audit.account
        ).run(at: .now())
      }
      let isGood = steps.allSatisfy(\.isGood)
      if json {
        let answer: JSON = ["good": .bool(isGood), "steps": .array(steps.map(\.json))]
        print(answer.text)
      } else {
        for line in steps.flatMap(\.lines) { print(line) }
        print(isGood ? "The backup can be restored." : "The backup cannot be relied on.")
      }
      if !isGood { throw Outcome.faulty }
    }
  }
}

extension BackupDrill.Step {
  fileprivate var json: JSON {
    [
      "name": .string(name), "good": .bool(isGood), "problems": .array(problems.map(JSON.string)),
      "skipped": skipped.map(JSON.string) ?? .null,
    ]
  }

  fileprivate var lines: [String] {
    if let skipped { return ["- \(name): not tried, \(skipped)"] }
    return isGood ? ["✓ \(name)"] : ["✗ \(name)"] + problems.map { "    \($0)" }
  }
}
