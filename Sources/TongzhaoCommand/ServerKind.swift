import ArgumentParser
import JOSE
import TongzhaoServer

extension ServerKind: ExpressibleByArgument {}

extension ServerKind {
  /// Reads that server's settings.
  func settings(_ file: String) async throws -> OperatorDesk.Settings {
    switch self {
    case .identityProvider: .identityProvider(try await .read(file: file))
    case .licenceIssuer: .licenceIssuer(try await .read(file: file))
    }
  }
}

/// The settings file that every command of a server takes.
struct SettingsOption: ParsableArguments {
  @Option(help: "The server's settings file (JSON).") var settings: String
}
