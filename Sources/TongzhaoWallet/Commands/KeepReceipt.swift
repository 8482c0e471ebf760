import ArgumentParser
import Foundation
import JOSE
import Wallet

/// Keeps the proof of a login, and hands it out as a file.
struct KeepReceipt: WalletSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "keep-receipt",
    abstract: "保存带证明的登录回执。Keep a login's receipt with its proof, in the wallet and as a file.",
    discussion: """
      The file can be checked years later with tongzhao-receipt, without the wallet and without the server.
      JSON: the receipt, with proof.

      Example: tongzhao-wallet keep-receipt --trust anchors.pem
      """)

  /// The server's log is signed every few seconds when somebody asks.
  private static let patience = 6

  @Argument(help: "The receipt's identifier or link; none means the newest.") var receipt: String?
  @Option(help: "Write the proof to this file.") var out: String?
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let wallet = try options.opened(terminal)
    let receipts = await wallet.receipts
    let wanted = receipt.map { wanted in receipts.first { $0.id == wanted || $0.link == wanted } } ?? receipts.first
    guard let wanted else { throw CommandFailure.unknownReceipt }
    try await options.withSurroundings(WalletTrust(anchors: [])) { surroundings in
      let keeping = ReceiptKeeping(wallet, surroundings)
      var tries = 0
      while true {
        switch try await keeping.keep(wanted) {
        case .later(let seconds):
          tries += 1
          guard tries < Self.patience else { throw PresentationRefusal.unreachable }
          try await Task.sleep(for: .seconds(seconds))
        case .kept(let kept):
          if let out, let proof = kept.proof {
            try Data((JSON.object(proof).text + "\n").utf8).write(to: URL(fileURLWithPath: out), options: .atomic)
          }
          terminal.result(kept.json) {
            terminal.say("回执已保存，多年以后仍可核验。", "The receipt is kept; it can be checked years later.")
          }
          return
        }
      }
    }
  }
}
