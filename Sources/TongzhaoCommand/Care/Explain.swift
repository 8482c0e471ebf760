import ArgumentParser
import TongzhaoServer

/// Why a request was refused.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Why a request was refused, by the id that its page or answer showed.",
    discussion: """
      Every error page, every error_id in JSON and every X-Request-Id header names it. The answer tells which check did
      not hold, what was expected and what was received, and how far the clocks are apart; secrets are never kept. Some
      thousands of refusals are kept for a week; when too many come at once some are dropped, and this says so.

      Example: tongzhao explain 0cGv6SdVcbWZrOE1 --settings identity-provider.json

      \(Outcome.help)
      """)

  @Argument(help: "The id.") var id: String
  @OptionGroup var options: OperatorOptions

  func run() async throws { try await options.run(ExplainRefusal(id)) }
}
