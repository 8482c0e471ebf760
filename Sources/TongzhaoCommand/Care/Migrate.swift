import ArgumentParser
import JOSE
import TongzhaoServer

/// Brings a database up to date.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring a server's database up to date, or say what that would do (--plan).",
    discussion: """
      A server that starts does the same. Steps only add, so the program of the format before goes on serving the same
      database while replicas are replaced one by one; a program two formats behind refuses it.

      Examples:
        tongzhao migrate --plan --settings identity-provider.json
        tongzhao migrate --settings identity-provider.json

      \(Outcome.help)
      """)

  @Option(help: "The server's settings file (JSON).") var settings: String
  @Option(help: "Which server: identity-provider or licence-issuer.") var server = ServerKind.identityProvider
  @Flag(help: "Say what would be done, and do nothing.") var plan = false
  @Flag(help: "Answer in JSON.") var json = false

  func run() async throws {
    let read = try await server.settings(settings)
    let planned = try await Terminal.operating {
      try await MigrationPlan.run(on: read.server.database, server.schema, applying: !plan, at: .now())
    }
    if json { print(planned.json.text) } else { for line in planned.lines { print(line) } }
    if !plan, !json, !planned.isUpToDate { print("Done.") }
    // What an operator does is remembered; the opened server writes it.
    if !plan, !planned.isUpToDate {
      let desk = OperatorDesk(
        state: try await OperatorDesk.open(read, at: .now()), settings: read, asker: .account(Audit.account))
      let names = JSON.array(planned.steps.map { .string($0.name) })
      try await desk.state.carryOut(
        OperatorAction(OperatorAction.Kind(rawValue: "migrate"), read.server.database, details: ["steps": names]),
        at: .now()
      ) {}
    }
  }
}
