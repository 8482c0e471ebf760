import ArgumentParser
import AuditLog
import Foundation
import JOSE
import TongzhaoServer

extension Audit {
  struct Tail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tail", abstract: "The newest events, oldest first.",
      discussion: """
        With --json a leaf a line.

        Example: tongzhao audit tail --lines 50 --follow --settings identity-provider.json
        """)

    @OptionGroup var options: OperatorOptions
    @Option(help: "How many.") var lines = 20
    @Flag(help: "Go on as new events come, until interrupted.") var follow = false

    func validate() throws {
      guard 1...10_000 ~= lines else { throw ValidationError("--lines is 1 to 10000") }
    }

    func run() async throws {
      guard let newest = try await options.ask(TailAuditLog(lines: lines)) else { return }
      Audit.show(newest, json: options.json)
      var next = newest.json["next"]?.integer.map { Int($0) } ?? 0
      while follow {
        guard let more = try await options.ask(FollowAuditLog(from: next)) else { return }
        Audit.show(more, json: options.json)
        next = more.json["next"]?.integer.map { Int($0) } ?? next
      }
    }
  }

  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "search", abstract: "Events that fit everything that is said, newest first.",
      discussion: """
        With --json a leaf a line. That it was searched, and for what, is itself recorded.

        Example: tongzhao audit search --licence 91419001MA00000079 --action login_completed \
        --settings identity-provider.json
        """)

    @OptionGroup var options: OperatorOptions
    @Option(help: "What happened: \(AuditAction.allCases.map(\.rawValue).joined(separator: ", ")).")
    var action: AuditAction?
    @Option(help: "done or refused.") var outcome: AuditOutcome?
    @Option(help: "The client's identifier.") var client: String?
    @Option(help: "The credit code.") var licence: String?
    @Option(help: "An order, a grant, a key, as the log names it.") var object: String?
    @Option(help: "The request's identifier, as error pages show it.") var request: String?
    @Option(help: "Seconds since 1970, from this moment on.") var since: Int64?
    @Option(help: "Seconds since 1970, before this moment.") var until: Int64?
    @Option(help: "Only leaves before this one: the next page.") var before: Int?
    @Option(help: "At most so many.") var limit = 50

    func validate() throws {
      guard 1...10_000 ~= limit else { throw ValidationError("--limit is 1 to 10000") }
    }

    func run() async throws {
      var query = AuditQuery(limit: limit)
      query.action = action
      query.outcome = outcome
      query.client = client
      query.licence = licence
      query.object = object
      query.requestID = request
      query.since = since.map { NumericDate($0) }
      query.until = until.map { NumericDate($0) }
      query.before = before
      if let found = try await options.ask(SearchAuditLog(query)) { Audit.show(found, json: options.json) }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "The log as JSON Lines: the signed checkpoint with the keys, then every leaf with its proof.",
      discussion: """
        Each line's `leaf` is what the tree is made of, byte for byte (base64url); `event` is the same to be read.
        Any leaf can be verified with the first line and nothing else.

        Example: tongzhao audit export --out audit.jsonl --settings identity-provider.json
        """)

    @OptionGroup var options: OperatorOptions
    @Option(help: "The first leaf.") var from = 0
    @Flag(help: "Leave the proofs out: they are most of the size.") var withoutProofs = false
    @Option(help: "The file; standard output when left out.") var out: String?

    func run() async throws {
      let command = ExportAuditLog(from: from, withProofs: !withoutProofs)
      guard let answer = try await options.ask(command), let content = answer.content else { return }
      defer { content.discard() }
      try await content.withFile { path in
        let source = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        let target = try out.map { try Audit.file($0) } ?? .standardOutput
        while let part = try source.read(upToCount: 1 << 20), !part.isEmpty { try target.write(contentsOf: part) }
      }
      if out != nil { try options.tell(answer) }
    }
  }
}
