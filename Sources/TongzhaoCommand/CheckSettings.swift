import ArgumentParser
import TongzhaoServer

/// Reads the settings and reports every mistake, without opening a port or a database.
struct CheckSettings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-settings", abstract: "Report every mistake in a settings file.",
    discussion: "Example: tongzhao check-settings --settings identity-provider.json")

  @OptionGroup var options: SettingsOption
  @Option(help: "Whose settings: identity-provider or licence-issuer.") var server = ServerKind.identityProvider

  func run() async throws {
    switch server {
    case .identityProvider: _ = try await IdentityProviderSettings.read(file: options.settings)
    case .licenceIssuer: _ = try await LicenceIssuerSettings.read(file: options.settings)
    }
    print("The settings can be used.")
  }
}
