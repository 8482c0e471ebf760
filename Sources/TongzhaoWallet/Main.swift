import ArgumentParser
import Foundation

/// Starts the command. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 wrong PIN, 4 not trusted.
@main
enum Main {
  static func main() async {
    do {
      var command = try WalletCommand.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      // The parser's own code for wrong usage is 64; scripts know 2.
      guard WalletCommand.exitCode(for: error) == .validationFailure else { WalletCommand.exit(withError: error) }
      Terminal.complain(WalletCommand.fullMessage(for: error))
      exit(CommandFailure.usageCode)
    }
  }
}
