import ArgumentParser
import JOSE
import Wallet

/// Shows one licence with all its particulars.
struct Show: WalletSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "查看一张执照的照面信息。Show all particulars of a licence.",
    discussion: """
      JSON: the fields of list, and "claims" with every particular.

      Example: tongzhao-wallet show 91419001MA00000079
      """)

  @Argument(help: "Its identifier, credit code, or words of its name.") var licence: String?
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let licences = await (try options.opened(terminal)).licences
    let licence = try licences.single(licence)
    var json = LicenceWords.summary(licence)
    json["claims"] = .object(licence.claims)
    terminal.result(json) {
      terminal.say(LicenceWords.line(licence, terminal))
      for (name, value) in licence.faceClaims {
        terminal.say(
          "  \(LicenceWords.label(name, of: licence, terminal))\(terminal.word("：", ": "))"
            + LicenceWords.value(name, value, terminal))
      }
      terminal.say(
        "  凭证有效至：\(RequestWords.time(licence.expires))",
        "  Credential valid until: \(RequestWords.time(licence.expires))")
    }
  }
}

extension [StoredLicence] {
  /// The one that the words mean, or the only one.
  func single(_ words: String?) throws -> StoredLicence {
    let found =
      words.map { words in
        filter { $0.id == words || $0.uscc == words.uppercased() || $0.matches(words) }
      } ?? self
    guard let first = found.first else { throw CommandFailure.unknownLicence }
    guard found.count == 1 else { throw CommandFailure.several(found) }
    return first
  }
}
