import ArgumentParser
import ELicence
import JOSE
import TongzhaoServer

extension Licences {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Everything known of one licence, with its history.",
      discussion: "Example: tongzhao licences show 91419001MA00000079 --settings licence-issuer.json")

    @Argument(help: "The unified social credit code.") var code: CreditCode
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ShowLicence(code)) }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All licences by code, a page at a time; with --json as JSON Lines.",
      discussion: "Example: tongzhao licences list --limit 100 --settings licence-issuer.json")

    @OptionGroup var page: PageOption
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.lines(ListLicences(limit: page.limit, after: page.after)) }
  }

  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "search", abstract: "Licences whose code or name begins with a text; with --json as JSON Lines.",
      discussion: "Example: tongzhao licences search 济源示例 --settings licence-issuer.json")

    @Argument(help: "The beginning of a code or name.") var text: String
    @OptionGroup var page: PageOption
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.lines(SearchLicences(text, limit: page.limit, after: page.after)) }
  }

  /// What listing commands share.
  struct PageOption: ParsableArguments {
    @Option(help: "At most so many (1 to 1000).") var limit = 50
    @Option(help: "Begin behind the licence with this code.") var after: CreditCode?

    func validate() throws {
      if !(1...1000).contains(limit) { throw ValidationError("--limit must be between 1 and 1000") }
    }
  }
}

extension OperatorOptions {
  /// Carries a command out whose answer is a list, and prints it as JSON Lines with `--json`.
  func lines(_ command: some OperatorCommand) async throws {
    guard let answer = try await ask(command) else { return }
    for line in json ? answer.json.array?.map(\.text) ?? [] : answer.lines { print(line) }
    for line in answer.warnings { Terminal.error(line) }
  }
}
