import ArgumentParser
import JOSE
import Wallet

/// Obtains licences anew.
struct Refresh: WalletSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "更新执照，无需到窗口。Obtain licences anew without a visit.",
    discussion: """
      Also finishes what was cut off while receiving. JSON: {"renewed": [licence …], "failed": [{id, uscc, error,
      sentence, sentence_en}]}. Exit code 1 when any failed.

      Example: tongzhao-wallet refresh --trust anchors.pem
      """)

  @Argument(help: "Which licence: its identifier, credit code, or words of its name; none means all.") var licence:
    String?
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let trust = try options.trusted()
    try await options.withSurroundings(trust) { surroundings in
      let wallet = try options.opened(terminal)
      let renewal = LicenceRenewal(wallet, surroundings)
      var renewed: [StoredLicence] = []
      var failed: [(StoredLicence, IssuanceRejection)] = []
      let finished = licence == nil ? try await renewal.finishPending() : []
      let all = await wallet.licences
      let wanted =
        try licence.map { [try all.single($0)] } ?? all.filter { one in !finished.contains { $0.id == one.id } }
      for licence in wanted {
        do {
          renewed.append(try await renewal.renew(licence))
        } catch let rejection as IssuanceRejection {
          failed.append((licence, rejection))
        }
      }
      report(finished + renewed, failed, terminal)
      if let worst = failed.first(where: { $0.1.isDistrust }) ?? failed.first {
        throw ExitCode(CommandFailure(worst.1).code)
      }
    }
  }

  private func report(
    _ renewed: [StoredLicence], _ failed: [(StoredLicence, IssuanceRejection)], _ terminal: Terminal
  ) {
    let failures = failed.map { licence, rejection -> JSON in
      [
        "id": .string(licence.id), "uscc": .string(licence.uscc), "error": .string(rejection.name),
        "sentence": .string(rejection.chinese), "sentence_en": .string(rejection.english),
      ]
    }
    terminal.result([
      "renewed": .array(renewed.map { .object(LicenceWords.summary($0)) }), "failed": .array(failures),
    ]) {
      for licence in renewed { terminal.say("已更新：\(licence.displayName)", "Renewed: \(licence.displayName)") }
      for (licence, rejection) in failed {
        terminal.say(
          "未更新：\(licence.displayName)：\(rejection.chinese)", "Not renewed: \(licence.displayName): \(rejection.english)"
        )
      }
      if renewed.isEmpty && failed.isEmpty { terminal.say("没有执照", "No licence") }
    }
  }
}
