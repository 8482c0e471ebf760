import ArgumentParser
import Logging
import TongzhaoServer

/// The identity provider.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the identity provider until asked to stop (SIGTERM, Ctrl-C).",
    discussion: "Example: tongzhao serve --settings identity-provider.json")

  @OptionGroup var options: SettingsOption

  func run() async throws {
    let settings = try await IdentityProviderSettings.read(file: options.settings)
    try await IdentityProviderProcess.run(settings, logger: ServerLog.start(settings.server, name: "identity-provider"))
  }
}

/// The licence issuer.
struct ServeIssuer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve-issuer", abstract: "Serve the licence issuer until asked to stop (SIGTERM, Ctrl-C).",
    discussion: "Example: tongzhao serve-issuer --settings licence-issuer.json")

  @OptionGroup var options: SettingsOption

  func run() async throws {
    let settings = try await LicenceIssuerSettings.read(file: options.settings)
    try await LicenceIssuerProcess.run(settings, logger: ServerLog.start(settings.server, name: "licence-issuer"))
  }
}

/// Logs go to standard error, so that standard output is free for answers.
private enum ServerLog {
  static func start(_ settings: ServerSettings, name: String) -> Logger {
    let level = Logger.Level(rawValue: settings.logLevel) ?? .info
    LoggingSystem.bootstrap { LineLogHandler(label: $0, level: level) }
    return Logger(label: name)
  }
}
