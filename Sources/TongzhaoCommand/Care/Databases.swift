import ArgumentParser
import Foundation
import JOSE
import Synchronization
import TongzhaoServer

/// Where a server's database is.
struct Databases: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "database", abstract: "Move a server's database from an SQLite file to a PostgreSQL server.",
    subcommands: [Move.self])

  struct Move: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "move", abstract: "Move the database to a PostgreSQL server, compared row by row.",
      discussion: """
        The target must have no tables; it gets everything in one transaction, and every table is then counted and compared
        by SHA-256 with the file. A server may go on serving from the file meanwhile: it answers what only reads, and what
        writes is refused, since nothing may be acknowledged that the target does not have. Afterwards the file refuses
        every write; stop the server, name the target in its settings, and start it: sessions, tokens, keys, clients and
        the audit log go on.

        Whenever it is interrupted, the same command is said again: it begins anew, or finishes when the file has been left
        already. A server does not start on a target that is unfinished, nor on a file that was left. The way back is a
        backup of the PostgreSQL database: what is restored is an SQLite file again.

        Examples:
          tongzhao database move --plan --to postgresql://tongzhao@db.example/tongzhao --settings identity-provider.json
          tongzhao database move --to postgresql://tongzhao@db.example/tongzhao --password-file db.password \
        --settings identity-provider.json
          tongzhao database move --from restored/identity-provider.sqlite --settings identity-provider.json

        \(Outcome.help)
        """)

    @Option(help: "The server's settings file (JSON).") var settings: String
    @Option(help: "Which server: identity-provider or licence-issuer.") var server = ServerKind.identityProvider
    @Option(help: "The SQLite file; the settings' database when left out.") var from: String?
    @Option(help: "Where to, as postgresql://user@host/database; the settings' database when left out.")
    var to: String?
    @Option(help: "The file of the password for --to.") var passwordFile: String?
    @Flag(help: "Say what would be done, and do nothing.") var plan = false
    @Option(help: "Why; remembered.") var reason: String?
    @Flag(help: "Work at this machine past the operators' authorisation. Needs --reason.") var breakGlass = false
    @Flag(help: "Answer in JSON.") var json = false

    func run() async throws {
      let read = try await server.settings(settings)
      let moving = try await Terminal.operating {
        try MoveDatabase(
          read, from: from, to: to, passwordFile: passwordFile, account: Audit.account, breakingGlass: breakGlass,
          reason: reason)
      }
      if plan {
        let plan = try await Terminal.operating { try await moving.plan() }
        if json { print(plan.json.text) } else { for line in plan.lines { print(line) } }
        if plan.obstacle != nil { throw Outcome.refused }
        return
      }
      let bar = Mutex<ProgressBar?>(nil)
      let report = try await Terminal.operating {
        try await moving.carryOut(at: .now()) { done, total in
          bar.withLock { bar in
            bar = bar ?? ProgressBar(total: total)
            bar?.show(done, note: "\(done) rows")
          }
        }
      }
      bar.withLock { $0?.finish() }
      if json { print(report.json.text) } else { for line in report.lines { print(line) } }
    }
  }
}
