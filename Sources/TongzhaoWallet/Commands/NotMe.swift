import ArgumentParser
import JOSE
import Wallet

/// Ends a login and all that hangs on it.
struct NotMe: WalletSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "not-me", abstract: "不是我本人操作：终止登录。This was not me: end a login and all that hangs on it.",
    discussion: """
      JSON: the receipt, with disowned_at.

      Example: tongzhao-wallet not-me --trust anchors.pem
      """)

  @Argument(help: "The receipt's identifier or link; none means the newest.") var receipt: String?
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let wallet = try options.opened(terminal)
    let receipts = await wallet.receipts
    let wanted = receipt.map { wanted in receipts.first { $0.id == wanted || $0.link == wanted } } ?? receipts.first
    guard let wanted else { throw CommandFailure.unknownReceipt }
    // What ends a login is the receipt itself; no certificate is looked at but the connection's.
    try await options.withSurroundings(WalletTrust(anchors: [])) { surroundings in
      let ended = try await LoginDisowning(wallet, surroundings).disown(wanted)
      terminal.result(ended.json) {
        terminal.say("已终止该登录，相关会话和令牌已失效。", "The login was ended; its sessions and tokens are worthless.")
      }
    }
  }
}
