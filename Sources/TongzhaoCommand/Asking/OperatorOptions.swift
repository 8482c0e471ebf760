import ArgumentParser
import Foundation
import TongzhaoServer

/// What every operator's command takes: whom to ask, why, and how the answer looks. The command itself is a value, which
/// `run` plans, has confirmed, carries out and prints:
///
///     @OptionGroup var options: OperatorOptions
///     func run() async throws { try await options.run(SuspendClient(id)) }
struct OperatorOptions: ParsableArguments {
  @Option(help: "The server's settings file (JSON), to work at the server's machine.") var settings: String?
  @Option(help: "identity-provider or licence-issuer, with --settings; or an admin API's address, https:// or unix:/.")
  var server: AskedServer?
  @Option(name: .customLong("operator"), help: "An operator's profile, to work from elsewhere.") var profile: String?
  @Option(help: "Why; remembered. Commands that endanger something need it.") var reason: String?
  @Flag(help: "Do not ask for confirmation.") var yes = false
  @Flag(help: "Print what would happen, and stop.") var plan = false
  @Flag(help: "Answer in JSON.") var json = false
  @Flag(help: "In an emergency: work at this machine past the operators' authorisation. Needs --reason.")
  var breakGlass = false

  /// The kind of server that this command is asked of, at this machine.
  func kind(for command: any OperatorCommand.Type) -> ServerKind { server?.kind ?? command.servers[0] }
}

/// Where an operator's profile lies.
enum ProfilePlace {
  /// As told, or by the environment, or at the usual place.
  static func file(_ told: String?) -> String {
    told ?? ProcessInfo.processInfo.environment["TONGZHAO_OPERATOR"]
      ?? NSHomeDirectory() + "/.config/tongzhao/operator.json"
  }
}
