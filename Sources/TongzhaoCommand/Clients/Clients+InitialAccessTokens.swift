import ArgumentParser
import JOSE
import TongzhaoServer

extension Clients {
  /// Tokens by which software may register itself.
  struct InitialAccessTokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "initial-access-tokens",
      abstract: "Tokens by which software may register itself (RFC 7591).",
      discussion: Outcome.help,
      subcommands: [Create.self, List.self, Revoke.self])

    struct Create: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a token, for so many registrations within these terms. It is shown once.",
        discussion: """
          What registers with it may log people in and no more: rights that an operator gives are not to be had by it.

          Example: tongzhao clients initial-access-tokens create --purpose '区县平台' --uses 20 \
          --scope 'openid licence' --redirect-host portal.example --reason 'letter 2026-118' --settings …
          """)

      @Option(help: "For whom and for what.") var purpose: String
      @Option(help: "How often it may be used, at most 1000.") var uses = 1
      @Option(help: "Seconds that it lives, at most 90 days.") var lifetime = 86_400
      @Option(help: "The most that what registers with it may ask for.") var scope = "openid"
      @Option(name: .customLong("redirect-host"), help: "A host that codes may go to; may be repeated. Any without it.")
      var redirectHosts: [String] = []
      @OptionGroup var options: OperatorOptions

      func validate() throws {
        guard CreateInitialAccessToken.uses.contains(uses) else { throw ValidationError("--uses is 1 to 1000") }
        guard CreateInitialAccessToken.lifetimes.contains(lifetime) else {
          throw ValidationError("--lifetime is 60 to 7776000 seconds")
        }
      }

      func run() async throws {
        try await options.run(
          try CreateInitialAccessToken(parameters: [
            "purpose": .string(purpose), "uses": .integer(Int64(uses)), "lifetime": .integer(Int64(lifetime)),
            "scope": .string(scope), "redirect_hosts": .array(redirectHosts.map { .string($0) }),
          ]))
      }
    }

    struct List: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The tokens that are good, without their secrets.",
        discussion: "Example: tongzhao clients initial-access-tokens list --settings identity-provider.json")

      @OptionGroup var options: OperatorOptions

      func run() async throws { try await options.run(ListInitialAccessTokens()) }
    }

    struct Revoke: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End a token. What registered with it stays: suspend or delete it by itself.",
        discussion: "Example: tongzhao clients initial-access-tokens revoke 3kQ9fWxA --settings …")

      @Argument(help: "The token's id, as list shows it.") var id: String
      @OptionGroup var options: OperatorOptions

      func run() async throws { try await options.run(RevokeInitialAccessToken(id)) }
    }
  }
}
