import ArgumentParser
import Foundation
import JOSE
import TongzhaoServer

extension Clients {
  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "apply", abstract: "Enter a department's application for a client; another operator approves it.",
      discussion: """
        Without a file, on a terminal, a wizard asks for what is needed.

        Example: tongzhao clients apply portal.json --contact '王科长 0391-1234567' --purpose 公积金线上办理 --operator …
        """)

    @Argument(help: "The metadata document (RFC 7591), or - for standard input.") var file: String?
    @Option(help: "Whom to ask about it.") var contact: String?
    @Option(help: "What it is for.") var purpose: String?
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let document = try file.map { try Clients.object($0) } ?? ClientWizard.ask()
      guard let contact = try contact ?? ClientWizard.line("Contact (who, telephone)", isWanted: file == nil),
        let purpose = try purpose ?? ClientWizard.line("Purpose", isWanted: file == nil)
      else { throw ValidationError("an application needs --contact and --purpose") }
      try await options.run(ApplyForClient(document, contact: contact, purpose: purpose))
    }
  }

  struct Applications: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "applications",
      abstract: "The applications that wait, or one of them with every risky choice in it.",
      discussion: "Example: tongzhao clients applications 12 --operator li.json")

    @Argument(help: "The application's number.") var number: Int?
    @Option(help: "pending, approved or rejected.") var outcome = ApplicationOutcome.pending
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      if let number {
        try await options.run(ShowApplication(number))
      } else {
        try await options.run(try ListApplications(parameters: ["outcome": .string(outcome.rawValue)]))
      }
    }

    enum ApplicationOutcome: String, ExpressibleByArgument, CaseIterable {
      case pending, approved, rejected
    }
  }

  struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "approve", abstract: "Approve an application and register its client. Never by who entered it.",
      discussion: "Example: tongzhao clients approve 12 --reason 'letter 2026-117' --operator li.json")

    @Argument(help: "The application's number.") var number: Int
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ApproveApplication(number)) }
  }

  struct Reject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reject", abstract: "Reject an application. Never by who entered it.",
      discussion: "Example: tongzhao clients reject 12 --reason 'asks for too much' --operator li.json")

    @Argument(help: "The application's number.") var number: Int
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(RejectApplication(number)) }
  }

  /// A JSON object from a file or from standard input.
  static func object(_ file: String) throws -> JSONObject {
    guard let object = try document(file).object else { throw ValidationError("\(file) is no JSON object") }
    return object
  }
}
