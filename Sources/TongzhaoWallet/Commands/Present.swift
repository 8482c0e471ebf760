import ArgumentParser
import ELicence
import JOSE
import Wallet

/// Presents a licence to whoever asks, after showing who that is.
struct Present: WalletSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "扫码登录：出示执照。Log in: present a licence.",
    discussion: """
      JSON: state (approved), number (digits to type on the other device), receipt, receipt_id, redirect_uri (to go on in
      the browser of this device), uscc, entity_name, role, licence_id, disclosed (claims with values), client_name,
      origin, client_id, certified_name, answered_at, purpose, place, browser, os, requested_at. Absent where unknown.
      When several licences match and none is named: error "several" with "candidates".

      Example: tongzhao-wallet present --image screenshot.png --trust anchors.pem
      """)

  @OptionGroup var source: RequestArguments
  @Option(help: "Which licence: its identifier, credit code, or words of its name.") var licence: String?
  @Flag(help: "Approve without asking, for scripts.") var yes = false
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    guard yes || terminal.isInteractive else { throw CommandFailure.approvalMissing }
    let trust = try options.trusted()
    let input = try source.input()
    try await options.withSurroundings(trust) { surroundings in
      let wallet = try options.opened(terminal)
      let request = try await LicencePresenting.request(from: input, surroundings)
      RequestWords.show(request, terminal)
      let plan = try choose(request, among: await wallet.licences, terminal)
      try await present(plan, by: LicencePresenting(wallet, surroundings), surroundings, terminal)
    }
  }

  private func present(
    _ plan: PresentationPlan, by presenting: LicencePresenting, _ surroundings: WalletSurroundings, _ terminal: Terminal
  ) async throws {
    RequestWords.show(plan, terminal)
    guard yes || terminal.confirms("同意登录？", "Log in?") else {
      _ = try await LicencePresenting.refuse(plan.request, surroundings)
      throw CommandFailure.notApproved
    }
    do {
      report(try await presenting.present(plan), of: plan, terminal)
    } catch {
      // The licence was replaced while it was presented: the person agrees to what is sent, so is asked again.
      guard case .changed(let licence) = error else { throw error }
      terminal.say(error.chinese, error.english)
      let renewed = try PresentationPlan(plan.request, with: licence)
      try await present(renewed, by: presenting, surroundings, terminal)
    }
  }

  private func choose(
    _ request: VerifiedRequest, among licences: [StoredLicence], _ terminal: Terminal
  ) throws -> PresentationPlan {
    do {
      return try PresentationPlan(request, among: licences, named: licence)
    } catch {
      guard case .several(let candidates) = error, terminal.isInteractive, !yes else { throw error }
      let lines = candidates.map { LicenceWords.line($0, terminal) }
      guard let index = terminal.choose(lines, "请选择执照（序号）：", "Which licence (number): ") else {
        throw CommandFailure.notApproved
      }
      return try PresentationPlan(request, with: candidates[index])
    }
  }

  private func report(_ outcome: PresentationOutcome, of plan: PresentationPlan, _ terminal: Terminal) {
    var json: JSONObject = ["state": "approved"]
    json["number"] = outcome.number.map(JSON.string)
    json["receipt"] = outcome.receipt.link.map(JSON.string)
    json["receipt_id"] = .string(outcome.receipt.id)
    json["redirect_uri"] = outcome.redirectURI.map(JSON.string)
    json["uscc"] = .string(plan.licence.uscc)
    json["entity_name"] = .string(plan.licence.displayName)
    json["role"] = plan.licence.role.map { .string($0.rawValue) }
    json["licence_id"] = .string(plan.licence.id)
    json["disclosed"] = .object(JSONObject(plan.claims.map { ($0.name, $0.value) }))
    json.merge(RequestWords.json(plan.request))
    terminal.result(json) {
      terminal.say("已同意登录。", "Approved.")
      if let number = outcome.number {
        let shown = number.count == 6 ? "\(number.prefix(3)) \(number.suffix(3))" : number
        terminal.say("确认数字：\(shown) — 请在发起登录的电脑上输入。", "Number: \(shown) — type it where the login began.")
      }
      if let address = outcome.redirectURI {
        terminal.say("请在发起登录的浏览器中打开：\(address)", "Open in the browser where the login began: \(address)")
      }
      if let link = outcome.receipt.link {
        terminal.say(
          "凭据：\(link)（不是本人操作：tongzhao-wallet not-me \(outcome.receipt.id)）",
          "Receipt: \(link) (not you? tongzhao-wallet not-me \(outcome.receipt.id))")
      }
    }
  }
}
