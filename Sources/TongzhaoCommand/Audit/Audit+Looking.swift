import ArgumentParser
import AuditLog
import JOSE
import TongzhaoServer

extension Audit {
  struct Tail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The newest events, oldest first.",
      discussion: "Example: tongzhao audit tail --lines 50 --follow --settings identity-provider.json")

    @OptionGroup var options: AuditServerOptions
    @Option(help: "How many.") var lines = 20
    @Flag(help: "Go on as new events come, until interrupted.") var follow = false
    @Flag(help: "As JSON, a leaf a line.") var json = false

    func validate() throws {
      guard 1...10_000 ~= lines else { throw ValidationError("--lines is 1 to 10000") }
    }

    func run() async throws {
      let log = try await options.operations().log
      let newest = try await log.search(AuditQuery(limit: lines))
      for record in newest.reversed() { Audit.show(record, json: json) }
      var next = (newest.first?.index ?? -1) + 1
      while follow {
        try await Task.sleep(for: .seconds(1))
        for record in try await log.records(from: next, limit: 500) {
          Audit.show(record, json: json)
          next = record.index + 1
        }
      }
    }
  }

  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Events that fit everything that is said, newest first.",
      discussion: """
        Example: tongzhao audit search --licence 91419001MA00000079 --action login_completed \
        --settings identity-provider.json
        """)

    @OptionGroup var options: AuditServerOptions
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
    @Flag(help: "As JSON, a leaf a line.") var json = false

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
      for record in try await options.operations().log.search(query) { Audit.show(record, json: json) }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Every leaf in order, a line each, byte for byte as the tree has it.",
      discussion: "Example: tongzhao audit export --settings identity-provider.json > audit.jsonl")

    @OptionGroup var options: AuditServerOptions
    @Option(help: "The first leaf.") var from = 0
    @Flag(help: "Leaves are JSON; the option is there because every command has it.") var json = false

    func run() async throws {
      let log = try await options.operations().log
      var next = from
      while true {
        let records = try await log.records(from: next, limit: 500)
        for record in records { Audit.show(record, json: true) }
        guard let last = records.last else { return }
        next = last.index + 1
      }
    }
  }
}
