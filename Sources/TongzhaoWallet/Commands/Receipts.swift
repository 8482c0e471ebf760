import ArgumentParser
import JOSE
import Wallet

/// Lists the logins that were approved.
struct Receipts: WalletSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "登录记录。The logins that were approved, the newest first.",
    discussion: """
      JSON: {"receipts": [{id, client_name, origin, place, browser, os, approved_at, uscc, entity_name, role, receipt,
      disowned_at}]}

      Example: tongzhao-wallet receipts --json
      """)

  @Option(help: "At most so many.") var limit: Int?
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let all = await (try options.opened(terminal)).receipts
    let receipts = Array(all.prefix(max(0, limit ?? all.count)))
    terminal.result(["receipts": .array(receipts.map { .object($0.json) })]) {
      for receipt in receipts {
        let end = receipt.disownedAt == nil ? "" : terminal.word("  已终止", "  ended by you")
        terminal.say(
          "\(RequestWords.time(receipt.approvedAt))  \(receipt.clientName)（\(receipt.clientOrigin)）  "
            + "\(receipt.entityName)  [\(receipt.id)]\(end)")
      }
      if receipts.isEmpty { terminal.say("没有登录记录", "No logins yet") }
    }
  }
}
