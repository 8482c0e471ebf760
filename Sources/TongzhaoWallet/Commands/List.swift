import ArgumentParser
import JOSE
import Wallet

/// Lists what the wallet holds.
struct List: WalletSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "列出钱包里的执照。List the licences, the last used first.",
    discussion: """
      JSON: {"licences": [{id, uscc, entity_name, role, holder_name, state, issuer, expires, key, received_at, used_at}]}

      Example: tongzhao-wallet list --json
      """)

  @Argument(help: "Words to find in name, code or person.") var words: [String] = []
  @Option(help: "At most so many.") var limit: Int?
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let wanted = words.joined(separator: " ")
    let found = await (try options.opened(terminal)).licences.filter { $0.matches(wanted) }
    let licences = Array(found.prefix(max(0, limit ?? found.count)))
    terminal.result(["licences": .array(licences.map { .object(LicenceWords.summary($0)) })]) {
      for licence in licences { terminal.say(LicenceWords.line(licence, terminal)) }
      if licences.isEmpty { terminal.say("没有执照", "No licence") }
    }
  }
}
