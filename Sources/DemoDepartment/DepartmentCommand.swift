import ArgumentParser

/// A department's system: it receives access tokens and must know that they are good, and whose they are.
@main
struct DepartmentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo-department", abstract: "A department that validates tokens, locally and by introspection.",
    subcommands: [Register.self, Serve.self])
}
