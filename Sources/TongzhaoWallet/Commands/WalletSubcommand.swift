import ArgumentParser

/// A command on the wallet: `perform` does it, this tells how it ended.
protocol WalletSubcommand: AsyncParsableCommand {
  var options: WalletOptions { get }
  func perform(_ terminal: Terminal) async throws
}

extension WalletSubcommand {
  func run() async throws {
    let terminal = options.terminal
    do {
      try await perform(terminal)
    } catch {
      let failure = CommandFailure(error)
      terminal.report(failure)
      throw ExitCode(failure.code)
    }
  }
}
