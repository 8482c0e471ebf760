import ArgumentParser
import TongzhaoServer

/// How much the server is used.
struct Usage: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usage",
    abstract: "How often departments' logins were made, and how they ended.", discussion: Outcome.help,
    subcommands: [Report.self])

  struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "report", abstract: "One month's logins by department, scenario and outcome.",
      discussion: """
        Logins are counted by day, client, scenario and outcome and by nothing else: no enterprise, no person, no time
        of day. Counts below five are told as <5 (null in JSON), since at a small office they can point at somebody;
        --exact tells them, is for the audit role, and is remembered.

        Example: tongzhao usage report --month 2026-11 --csv --settings identity-provider.json
        """)

    @Option(help: "The month, as 2026-11, by the calendar in Shanghai.") var month: UsageMonth
    @Flag(help: "A line for each day.") var daily = false
    @Flag(help: "As comma-separated values, for a spreadsheet.") var csv = false
    @Flag(help: "Tell small counts too (audit).") var exact = false
    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if csv, options.json { throw ValidationError("say --csv or --json, not both") }
    }

    func run() async throws {
      let form = UsageForm(month: month, isDaily: daily, isCSV: csv)
      if exact { try await options.run(ReportExactUsage(form)) } else { try await options.run(ReportUsage(form)) }
    }
  }
}

extension UsageMonth: ExpressibleByArgument {
  /// Reads the argument.
  public init?(argument: String) { self.init(argument) }
}
