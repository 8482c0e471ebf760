import ArgumentParser
import JOSE
import TongzhaoServer

/// Which server's settings a file holds.
enum ServerKind: String, ExpressibleByArgument, CaseIterable {
  case identityProvider = "identity-provider"
  case licenceIssuer = "licence-issuer"

  /// Opens that server's database and keys. What the operator does with them is recorded.
  func open(_ file: String) async throws -> ServerState {
    let state: ServerState =
      switch self {
      case .identityProvider: try await .identityProvider(try await .read(file: file), at: .now())
      case .licenceIssuer: try await .licenceIssuer(try await .read(file: file), at: .now())
      }
    return state.journaled(by: Audit.account)
  }
}

/// The settings file that every command of a server takes.
struct SettingsOption: ParsableArguments {
  @Option(help: "The server's settings file (JSON).") var settings: String
}
