import ArgumentParser
import JOSE
import TongzhaoServer

/// Reads the settings and reports every mistake, without opening a port or a database.
struct CheckSettings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-settings", abstract: "Report every mistake in a settings file, or list what can be set.",
    discussion: """
      A setting is taken from the environment (TONGZHAO_SIGN_IN_FRAME_LIFETIME for sign-in.frame-lifetime), then from \
      the file, then by default. Names are divided at their points: {"sign-in": {"frame-lifetime": 30}}.

      Examples:
        tongzhao check-settings --settings identity-provider.json
        tongzhao check-settings --list --server licence-issuer
      """)

  @Option(name: .long, help: "The settings file.") var settings: String?
  @Option(help: "Whose settings: identity-provider or licence-issuer.") var server = ServerKind.identityProvider
  @Flag(help: "List every setting with its default, unit and bounds instead of checking a file.") var list = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if settings == nil, !list { throw ValidationError("Name the file to check (--settings FILE), or ask for --list.") }
  }

  func run() async throws {
    if list {
      let list = server == .identityProvider ? IdentityProviderSettings.list : LicenceIssuerSettings.list
      if json { print(list.json.text) } else { list.lines.forEach { print($0) } }
    }
    guard let settings else { return }
    switch server {
    case .identityProvider: _ = try await IdentityProviderSettings.read(file: settings)
    case .licenceIssuer: _ = try await LicenceIssuerSettings.read(file: settings)
    }
    if list { return }
    if json { print(JSON.object(["usable": true]).text) } else { print("The settings can be used.") }
  }
}
