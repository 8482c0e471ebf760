import ArgumentParser
import IdentityProvider
import JOSE
import OAuth
import TongzhaoServer

extension Clients {
  struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "edit", abstract: "Change members of a registration.",
      discussion: """
        A value is JSON, or a text when it is none; an empty value takes the member away.

        Example: tongzhao clients edit portal --set scope='openid licence' --set subject_type=pairwise --settings …
        """)

    @Argument(help: "The client's identifier.") var clientID: ClientID
    @OptionGroup var options: OperatorOptions
    @Option(name: .customLong("set"), help: "member=value; may be repeated.") var changes: [String] = []
    @Option(help: "A JSON document of members, - for standard input; null takes one away.") var patch: String?

    func run() async throws {
      var members = try patch.map { try Clients.document($0).object ?? [:] } ?? [:]
      for change in changes {
        guard let sign = change.firstIndex(of: "=") else { throw ValidationError("\(change) is not member=value") }
        members[String(change[..<sign])] = Self.value(String(change[change.index(after: sign)...]))
      }
      guard !members.isEmpty else { throw ValidationError("say what to change: --set or --patch") }
      try await options.run(EditClient(clientID, by: members))
    }

    private static func value(_ text: String) -> JSON {
      if text.isEmpty { return .null }
      do { return try JSON(parsing: Array(text.utf8)) } catch { return .string(text) }
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "suspend",
      abstract: "Take a client out of service within a second: nobody logs in to it, its tokens are dead.",
      discussion: "Example: tongzhao clients suspend portal --reason 'secret published' --settings …")

    @Argument(help: "The client's identifier.") var clientID: ClientID
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(SuspendClient(clientID)) }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume", abstract: "Put a suspended client back into service.",
      discussion: "Example: tongzhao clients resume portal --reason 'secret replaced' --settings …")

    @Argument(help: "The client's identifier.") var clientID: ClientID
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ResumeClient(clientID)) }
  }

  struct RotateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate-secret",
      abstract: "Give a client a new secret; the former one stays good for a while.",
      discussion: """
        With --keep 0 the former secret is dead within a second: for one that may be stolen.

        Example: tongzhao clients rotate-secret department --keep 86400 --reason 'yearly' --settings …
        """)

    @Argument(help: "The client's identifier.") var clientID: ClientID
    @OptionGroup var options: OperatorOptions
    @Option(help: "Seconds for which the former secret stays good, at most 30 days.") var keep = 7 * 86_400

    func validate() throws {
      guard (0...30 * 86_400).contains(keep) else { throw ValidationError("--keep is 0 to 2592000 seconds") }
    }

    func run() async throws { try await options.run(RotateClientSecret(clientID, keep: keep)) }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Take a client away for good. To stop one for a while, suspend it.",
      discussion: "Example: tongzhao clients delete portal --reason 'site closed' --settings …")

    @Argument(help: "The client's identifier.") var clientID: ClientID
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(DeleteClient(clientID)) }
  }

  struct Lint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "lint",
      abstract: "Explain every risky choice in a registration document, without writing it (exit code 2).",
      discussion: "Example: tongzhao clients lint portal.json")

    @Argument(help: "The document, or - for standard input.") var file: String
    @Flag(help: "Answer in JSON.") var json = false

    func run() async throws {
      let risks = ClientRisk.risks(of: try Client(document: try Clients.document(file)))
      if json {
        print(JSON.array(risks.map(\.json)).text)
      } else {
        for risk in risks { print("\(risk.rawValue): \(risk.explanation)") }
        if risks.isEmpty { print("No risky choice.") }
      }
      if !risks.isEmpty { throw Outcome.faulty }
    }
  }

  struct Template: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "template",
      abstract: "A registration to fill in, with the fewest scopes that a matter needs; without a name, all matters.",
      discussion: "Example: tongzhao clients template social-insurance > client.json")

    @Argument(help: "\(ClientTemplate.allCases.map(\.rawValue).joined(separator: ", ")).") var name: String?
    @Flag(help: "Answer in JSON.") var json = false

    func run() async throws {
      guard let name else {
        if json {
          print(JSON.array(ClientTemplate.allCases.map { .string($0.rawValue) }).text)
        } else {
          for template in ClientTemplate.allCases {
            print("\(template.rawValue)  \(template.matter.chinese)  \(template.scope.names)")
            print("    \(template.scope.because)")
          }
        }
        return
      }
      try await Terminal.operating {
        guard let template = ClientTemplate(rawValue: name) else { throw OperatorRefusal.unknownTemplate(name) }
        print(template.document.text)
      }
    }
  }
}

extension ClientID: ExpressibleByArgument {
  /// From its text on the command line.
  public init?(argument: String) { self.init(argument) }
}
