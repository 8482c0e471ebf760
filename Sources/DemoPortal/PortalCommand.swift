import ArgumentParser

/// A government portal as a city would have it: it knows only the identity provider's address and its own key.
@main
struct PortalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo-portal", abstract: "A portal that people log in to with their electronic business licence.",
    subcommands: [Register.self, Serve.self])
}
