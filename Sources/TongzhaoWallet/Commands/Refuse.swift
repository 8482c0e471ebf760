import ArgumentParser
import JOSE
import Wallet

/// Refuses a request, and tells who asked.
struct Refuse: WalletSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "拒绝登录请求。Refuse a request to log in.",
    discussion: """
      Needs no PIN. JSON: state (refused), redirect_uri, client_name, origin, client_id, …

      Example: tongzhao-wallet refuse --image screenshot.png --trust anchors.pem
      """)

  @OptionGroup var source: RequestArguments
  @OptionGroup var options: WalletOptions

  func perform(_ terminal: Terminal) async throws {
    let trust = try options.trusted()
    let input = try source.input()
    try await options.withSurroundings(trust) { surroundings in
      let request = try await LicencePresenting.request(from: input, surroundings)
      RequestWords.show(request, terminal)
      var json: JSONObject = ["state": "refused"]
      json["redirect_uri"] = try await LicencePresenting.refuse(request, surroundings).map(JSON.string)
      json.merge(RequestWords.json(request))
      terminal.result(json) { terminal.say("已拒绝，未出示任何内容。", "Refused. Nothing was handed over.") }
    }
  }
}
