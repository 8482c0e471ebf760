import ArgumentParser
import JOSE
import Wallet

/// Lists the sites that were approved, and takes an approval back.
struct Consents: WalletSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "已授权的网站。The sites that were approved, and what each may see; --revoke takes it back.",
    discussion: """
      Asks the login services of the wallet's receipts. A site whose approval is taken back loses its access at once.

      JSON: {"consents": [{id, provider, client_name, origin, scope, uscc, used_at}]}, with --revoke the one taken back.

      Example: tongzhao-wallet consents --revoke uVhZ0xJ3TqG5m1yqk9c4Xw --trust anchors.pem
      """)

  @Option(help: "Take this one back.") var revoke: String?
  @Option(help: "Only at this login service's address.") var at: String?
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let wallet = try options.opened(terminal)
    let provider = try at.map { text in
      guard let address = WebAddress(text) else { throw ValidationError("--at must be an https address") }
      return address
    }
    // What is shown is what the service says; no certificate is looked at but the connection's.
    try await options.withSurroundings(WalletTrust(anchors: [])) { surroundings in
      let keeping = ConsentKeeping(wallet, surroundings)
      let given = try await keeping.consents(at: provider)
      guard let revoke else { return show(given, terminal) }
      guard let wanted = given.first(where: { $0.id == revoke }) else {
        throw ValidationError("there is no such approval")
      }
      try await keeping.revoke(wanted)
      terminal.result(wanted.json.object ?? [:]) {
        terminal.say("已撤回对\(wanted.clientName)的授权", "Taken back from \(wanted.clientName)")
      }
    }
  }

  private func show(_ given: [GivenConsent], _ terminal: Terminal) {
    terminal.result(["consents": .array(given.map(\.json))]) {
      for consent in given {
        terminal.say(
          "\(consent.clientName)（\(consent.origin ?? "?")）  \(consent.uscc)  \(consent.scope)  [\(consent.id)]")
      }
      if given.isEmpty { terminal.say("没有授权过网站", "No site has been approved") }
    }
  }
}
