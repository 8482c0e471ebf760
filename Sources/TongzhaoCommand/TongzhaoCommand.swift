import ArgumentParser

/// `tongzhao`: both servers and everything an operator does.
@main
struct TongzhaoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tongzhao",
    abstract: "Single sign-on with the electronic business licence.",
    discussion: """
      \(Outcome.help)
      """,
    subcommands: [
      Serve.self, ServeIssuer.self, CheckSettings.self, Licences.self, Clients.self, Keys.self, Trust.self,
      Audit.self, Authority.self,
    ])
}
