import ArgumentParser

/// The wallet as a command, for a person at a terminal and for scripts.
struct WalletCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tongzhao-wallet",
    abstract: "电子营业执照钱包：领取、出示、拒绝、查看凭据。A wallet for electronic business licences.",
    discussion: """
      Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 wrong PIN, 4 not trusted.
      With --json every command prints one JSON object; a failure is {"error", "sentence", "sentence_en"}.
      """,
    subcommands: [
      Receive.self, List.self, Show.self, Present.self, Refuse.self, Receipts.self, KeepReceipt.self, NotMe.self,
      Consents.self, Refresh.self,
      ChangePIN.self, Serve.self,
    ])
}
