import ArgumentParser
import KeyCustody
import TongzhaoServer

extension Keys {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One key: its dates, and for an announced token key who has fetched it.",
      discussion: "Example: tongzhao keys show 3kVdQx --settings identity-provider.json")

    @OptionGroup var key: KeyArgument
    @OptionGroup var options: OperatorOptions
    @Option(help: "A client that was seen within so many days counts as active.") var activeDays = 14

    func run() async throws { try await options.run(ShowKey(key.kid, activeDays: activeDays)) }
  }

  struct ExportPublic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export-public", abstract: "Public keys, for departments that take them by hand.",
      discussion: "Example: tongzhao keys export-public --format pem --settings identity-provider.json > keys.pem")

    @OptionGroup var options: OperatorOptions
    @Option(help: "Only keys of this use.") var use: KeyUse?
    @Option(help: "jwks (RFC 7517), pem (SubjectPublicKeyInfo) or certificates.") var format = PublicKeyFormat.jwks

    func run() async throws {
      guard let answer = try await options.ask(ExportPublicKeys(use, as: format)) else { return }
      defer { answer.content?.discard() }
      print(answer.lines.joined(separator: "\n"), terminator: format == .jwks ? "\n" : "")
    }
  }

  struct Schedule: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schedule",
      abstract: "What will happen to the keys, and everything that is wrong with the plan (exit code 2).",
      discussion: """
        With --announce or --sign it tells instead whether such a schedule could be used for keys made from now on.

        Example: tongzhao keys schedule --settings identity-provider.json
        """)

    @OptionGroup var options: OperatorOptions
    @Option(help: "Try an announcement of so many seconds.") var announce: Int?
    @Option(help: "Try a time of signing of so many seconds.") var sign: Int?

    func run() async throws {
      if announce != nil || sign != nil {
        try await options.run(TryKeySchedule(announce: announce, sign: sign))
      } else {
        try await options.run(ShowKeySchedule())
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify",
      abstract: "Open every private key, sign with it and check the signature and the schedule (exit code 2).",
      discussion: "Example: tongzhao keys verify --settings identity-provider.json")

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(VerifyKeys()) }
  }
}
