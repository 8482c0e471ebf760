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
      Emergency.self, Audit.self, Authority.self, Operators.self, Login.self, Logout.self, Backups.self,
      RestoreBackup.self, Migrate.self, Databases.self, Doctor.self, Explain.self, Usage.self, Deliveries.self,
    ])
}
