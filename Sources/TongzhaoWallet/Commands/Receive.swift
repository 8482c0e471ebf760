import ArgumentParser
import JOSE
import Wallet

/// Receives a licence that is offered. The first one makes the wallet.
struct Receive: WalletSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "领取执照。Receive a licence that is offered.",
    discussion: """
      OFFER is an openid-credential-offer:// link, an https link, or the offer as JSON. The first licence makes the
      wallet and chooses its PIN. JSON: id, uscc, entity_name, role, holder_name, state, issuer, issuer_name, expires, key.

      Example: tongzhao-wallet receive 'openid-credential-offer://…' --tx-code 123456 --trust anchors.pem
      """)

  @Argument(help: "The offer.") var offer: String
  @Option(help: "The code that came with the offer. Without it, the terminal asks.") var txCode: String?
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let trust = try options.trusted()
    try await options.withSurroundings(trust) { surroundings in
      let offer = try await LicenceReceiving.offer(from: offer, surroundings)
      let metadata = try await LicenceReceiving.metadata(of: offer, surroundings)
      let issuer = metadata.displayName.map { "\($0)（\(offer.issuerAddress)）" } ?? offer.issuerAddress
      terminal.say("发放机关：\(issuer)", "Issuer: \(issuer)")
      let code = try transactionCode(offer, terminal)
      let wallet = try options.openedOrMade(terminal)
      let licence = try await LicenceReceiving(wallet, surroundings).receive(offer, transactionCode: code)
      var json = LicenceWords.summary(licence)
      json["issuer_name"] = metadata.displayName.map(JSON.string)
      terminal.result(json) {
        terminal.say("已领取：\(LicenceWords.line(licence, terminal))", "Received: \(LicenceWords.line(licence, terminal))")
      }
    }
  }

  /// Typing the code is the consent; an offer without one is asked about where somebody can be asked.
  private func transactionCode(_ offer: CredentialOffer, _ terminal: Terminal) throws -> String? {
    if let txCode { return txCode }
    guard let form = offer.transactionCode else {
      guard !terminal.isInteractive || terminal.confirms("领取这张执照？", "Receive this licence?") else {
        throw CommandFailure.notApproved
      }
      return nil
    }
    guard terminal.isInteractive else { throw IssuanceRejection.transactionCodeMissing }
    if let explanation = form.explanation { terminal.say(explanation) }
    return terminal.ask(terminal.word("请输入领取码：", "Code: "))
  }
}
