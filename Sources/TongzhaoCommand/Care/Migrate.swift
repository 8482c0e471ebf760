import ArgumentParser
import JOSE
import TongzhaoServer

/// Brings a database up to date.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring a server's database up to date, or say what that would do (--plan).",
    discussion: """
      A server that starts does the same. Steps only add, so the program of the format before goes on serving the same
      database while replicas are replaced one by one; a program two formats behind refuses it. Once operators are
      enrolled it needs --break-glass and --reason, as every command at the machine; --plan never does.

      Examples:
        tongzhao migrate --plan --settings identity-provider.json
        tongzhao migrate --settings identity-provider.json

      \(Outcome.help)
      """)

  @Option(help: "The server's settings file (JSON).") var settings: String
  @Option(help: "Which server: identity-provider or licence-issuer.") var server = ServerKind.identityProvider
  @Flag(help: "Say what would be done, and do nothing.") var plan = false
  @Option(help: "Why; remembered.") var reason: String?
  @Flag(help: "Work at this machine past the operators' authorisation. Needs --reason.") var breakGlass = false
  @Flag(help: "Answer in JSON.") var json = false

  func run() async throws {
    let read = try await server.settings(settings)
    let migration = MigrateServer(read, account: Audit.account, breakingGlass: breakGlass, reason: reason)
    let planned = try await Terminal.operating {
      plan ? try await migration.plan(at: .now()) : try await migration.carryOut(at: .now())
    }
    if json { print(planned.json.text) } else { for line in planned.lines { print(line) } }
    if !plan, !json, !planned.isUpToDate { print("Done.") }
  }
}
