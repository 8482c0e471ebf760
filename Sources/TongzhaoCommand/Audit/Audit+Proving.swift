import ArgumentParser
import AuditLog
import Foundation
import JOSE
import TongzhaoServer

extension Audit {
  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Find out whether a log was edited, shortened or reordered: on a copy, without the server's keys.",
      discussion: """
        The log is compared with every checkpoint in it and with one that was kept elsewhere: only that one tells when \
        the end was cut off. Without --checkpoint, the one beside the database (NAME.checkpoint) is taken. Without \
        --keys, the keys that the database names are believed, which whoever replaced the whole log replaced too: keep \
        the output of `tongzhao audit public-keys` elsewhere.

        The file is only read. With --since only what came after that checkpoint is gone through, which does not grow \
        with the log: daily, with the whole log gone through now and then.

        Exit code 2: something is wrong.

        Example: tongzhao audit verify copy.sqlite --keys audit-keys.json --checkpoint last.checkpoint
        """)

    @Argument(help: "The database file, a copy perhaps.") var database: String
    @Option(help: "The public audit keys (a JWK set).") var keys: String?
    @Option(help: "A checkpoint that was kept elsewhere.") var checkpoint: String?
    @Option(help: "A checkpoint up to which the log was gone through before: go on from there.") var since: String?
    @Option(help: "What checkpoints must call the log, as idp.example/audit.") var origin: String?
    @Flag(help: "As JSON.") var json = false

    func run() async throws {
      let result = try await AuditFiles.verify(
        database: database, keys: try keys.map(AuditFiles.keys), checkpoint: checkpoint, since: since, origin: origin)
      if json {
        let findings = result.findings.map { JSON.object(["code": .string($0.code), "text": .string($0.text)]) }
        let answer: JSONObject = [
          "clean": .bool(result.findings.isEmpty), "size": .integer(Int64(result.size)),
          "root": .string(Base64URL.encode(result.root.bytes)), "signed_size": .integer(Int64(result.signedSize)),
          "erased": .integer(Int64(result.erased)), "findings": .array(findings),
          "keys": .array(result.keys.keys.map { .string($0.key.thumbprint) }), "keys_given": .bool(keys != nil),
        ]
        print(JSON.object(answer).text)
      } else {
        for finding in result.findings { print(finding.text) }
        print("\(result.size) leaves, \(result.signedSize) of them signed; root \(Base64.encode(result.root.bytes))")
        if keys == nil {
          Terminal.error(
            "believed the database's own keys: \(result.keys.keys.map(\.key.thumbprint).joined(separator: " "))")
        }
        if result.findings.isEmpty { print("The log is whole.") }
      }
      if !result.findings.isEmpty { throw Outcome.faulty }
    }
  }

  struct Checkpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checkpoint", abstract: "Sign the log as it is and print the checkpoint: keep it elsewhere.",
      discussion: "Example: tongzhao audit checkpoint --settings identity-provider.json > /safe/last.checkpoint")

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(SignCheckpoint()) }
  }

  struct PublicKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "public-keys",
      abstract:
        "The audit keys of all times, as a JWK set, for whoever verifies; their fingerprints on standard error.",
      discussion: "Example: tongzhao audit public-keys --settings identity-provider.json > audit-keys.json")

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ShowAuditKeys()) }
  }

  struct Prove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prove", abstract: "Write a receipt: a leaf with the proof that it is in the signed log.",
      discussion: "Example: tongzhao audit prove 1042 --out login.receipt --settings identity-provider.json")

    @Argument(help: "The leaf's index, as tail and search show it.") var index: Int
    @Option(help: "The file; standard output when left out.") var out: String?
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      guard let out else { return try await options.run(ProveLeaf(index)) }
      guard let answer = try await options.ask(ProveLeaf(index)) else { return }
      try Audit.file(out).write(contentsOf: Data((answer.json.text + "\n").utf8))
    }
  }

  struct CheckReceipt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check-receipt", abstract: "Verify a receipt by itself: no server, no database, no network.",
      discussion: """
        Exit code 2: it does not hold. `tongzhao-receipt` does the same without the rest of this program.

        Example: tongzhao audit check-receipt login.receipt --keys audit-keys.json
        """)

    @Argument(help: "The receipt.") var file: String
    @Option(help: "The audit keys to believe (a JWK set); the receipt's own when left out.") var keys: String?
    @Flag(help: "As JSON.") var json = false

    func run() async throws {
      let receipt = try AuditFiles.receipt(file)
      do {
        let (leaf, checkpoint) = try receipt.verified(trusting: try keys.map(AuditFiles.keys))
        if json {
          let answer: JSONObject = [
            "valid": true, "leaf": .object(leaf.json), "origin": .string(checkpoint.origin),
            "size": .integer(Int64(checkpoint.size)), "keys_given": .bool(keys != nil),
          ]
          print(JSON.object(answer).text)
        } else {
          print(JSON.object(leaf.json).text)
          print("in the log \(checkpoint.origin) of \(checkpoint.size) leaves")
          if keys == nil {
            Terminal.error(
              "believed the receipt's own key: \(receipt.keys.keys.map(\.key.thumbprint).joined(separator: " "))")
          }
        }
      } catch let refusal as ReceiptRejection {
        if json {
          print(JSON.object(["valid": false, "reason": .string("\(refusal)")]).text)
        } else {
          Terminal.error("the receipt does not hold: \(refusal)")
        }
        throw Outcome.faulty
      }
    }
  }

  struct EraseDetails: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "erase-details", abstract: "Erase personal details that are older than the retention; leaves stay.",
      discussion: """
        A running server does so by itself after `audit.retention-days`. Fewer than 180 days are refused. The erasure is
        itself recorded.

        Example: tongzhao audit erase-details --days 400 --reason '…' --settings identity-provider.json
        """)

    @OptionGroup var options: OperatorOptions
    @Option(help: "How many days are kept, at least 180.") var days: Int

    func run() async throws {
      let policy: RetentionPolicy
      do {
        policy = try RetentionPolicy(days: days)
      } catch {
        throw ValidationError("--days must be at least \(RetentionPolicy.shortestDays)")
      }
      try await options.run(EraseAuditDetails(policy))
    }
  }
}
