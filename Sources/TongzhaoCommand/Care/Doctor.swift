import ArgumentParser
import TongzhaoServer

/// What is wrong with a server, or will be soon.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look for what is wrong with a server, or will be soon (exit code 2: an error).",
    discussion: """
      Clock, disk, database, permissions, certificates, keys' schedule, settings that contradict each other, the audit
      log, and what is seen at the public address through the proxy. Every finding has an id, a severity (error,
      warning, notice), and says what to do. Nothing is changed. Run it every day, on every replica.

      Checks: \(DoctorCheck.allCases.map(\.rawValue).joined(separator: ", ")).

      Example: tongzhao doctor --settings identity-provider.json

      \(Outcome.help)
      """)

  @OptionGroup var options: OperatorOptions

  func run() async throws { try await options.run(ExamineServer()) }
}
