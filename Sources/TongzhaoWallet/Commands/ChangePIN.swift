import ArgumentParser
import JOSE
import Wallet

/// Seals the wallet under another PIN.
struct ChangePIN: WalletSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "change-pin", abstract: "修改 PIN。Change the PIN.",
    discussion: """
      JSON: state (changed).

      Example: tongzhao-wallet change-pin --new-pin-file new.pin
      """)

  @Option(help: "A file whose first line is the new PIN. Without it, the terminal asks.") var newPinFile: String?
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let wallet = try options.opened(terminal)
    try await wallet.changePIN(to: try options.newPIN(terminal, file: newPinFile))
    terminal.result(["state": "changed"]) { terminal.say("PIN 已修改。", "The PIN was changed.") }
  }
}
