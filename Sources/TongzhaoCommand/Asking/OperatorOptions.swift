import ArgumentParser
import TongzhaoServer

/// What every operator's command takes: whom to ask, why, and how the answer looks. The command itself is a value, which
/// `run` plans, has confirmed, carries out and prints:
///
///     @OptionGroup var options: OperatorOptions
///     func run() async throws { try await options.run(SuspendClient(id)) }
struct OperatorOptions: ParsableArguments {
  @Option(help: "The server's settings file (JSON), to work at the server's machine.") var settings: String?
  @Option(help: "Which server, where a command is for both: identity-provider or licence-issuer.")
  var server: ServerKind?
  @Option(help: "Why; remembered. Commands that endanger something need it.") var reason: String?
  @Flag(help: "Do not ask for confirmation.") var yes = false
  @Flag(help: "Print what would happen, and stop.") var plan = false
  @Flag(help: "Answer in JSON.") var json = false

  /// The kind of server that this command is asked of.
  func kind(for command: any OperatorCommand.Type) -> ServerKind { server ?? command.servers[0] }
}
