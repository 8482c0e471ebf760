import ArgumentParser
import Foundation
import JOSE
import TongzhaoServer

/// The regions' licence issuers that are believed.
struct Trust: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract: "Which regions' licence issuers are believed; a running server follows within a second.",
    discussion: """
      The list is kept in the database. A file named by the setting trust.licence-issuers is taken in where it names
      issuers that were never in the list.

      \(Outcome.help)
      """,
    subcommands: [Add.self, Edit.self, List.self, Show.self, Suspend.self, Resume.self, Remove.self])

  /// Which issuer.
  struct IssuerArgument: ParsableArguments {
    @Argument(help: "The issuer's name (the first six characters are enough), or its region.") var issuer: String
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Believe the licences under a region's root certificate.",
      discussion: """
        Example: tongzhao trust add root.pem --region 410000 --name 河南省 --reason 'agreement 12' --settings …
        """)

    @Argument(help: "The root certificate (PEM).") var certificate: String
    @Option(help: "The region: a GB/T 2260 division or a word of yours.") var region: String
    @Option(help: "The authority's name, shown to people.") var name: String
    @Option(
      name: .customLong("issuer"), help: "An issuer's address (iss); may be repeated. None: the leaf's names decide.")
    var issuers: [String] = []
    @Option(name: .customLong("type"), help: "A credential type; may be repeated. None: the business licence.")
    var types: [String] = []
    @OptionGroup var terms: TrustTermsOptions
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let pem = try String(contentsOfFile: certificate, encoding: .utf8)
      try await options.run(
        AddTrust(
          certificate: pem, region: region, authority: name, issuers: issuers, types: types,
          terms: try terms.members()))
    }
  }

  struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "edit",
      abstract: "Change what is said of an issuer. Its root and region stay: another root is another entry.",
      discussion: """
        What is not named stays. The word none takes a date, all lists, issuers or types away.

        Example: tongzhao trust edit 410000 --crl http://crl.example/root.crl --demand-crl yes --reason '…' --settings …
        """)

    @OptionGroup var issuer: IssuerArgument
    @Option(help: "The authority's name, shown to people.") var name: String?
    @Option(name: .customLong("issuer"), help: "An issuer's address (iss); may be repeated.") var issuers: [String] = []
    @Option(name: .customLong("type"), help: "A credential type; may be repeated.") var types: [String] = []
    @OptionGroup var terms: TrustTermsOptions
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      var changes = try terms.members()
      if let name { changes["name"] = .string(name) }
      if !issuers.isEmpty { changes["issuers"] = TrustTermsOptions.list(issuers) }
      if !types.isEmpty { changes["types"] = .array(types.map(JSON.string)) }
      guard !changes.isEmpty else { throw ValidationError("say what to change") }
      try await options.run(EditTrust(issuer.issuer, changes: changes))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "The issuers in the list.", discussion: "Example: tongzhao trust list --settings identity-provider.json"
    )

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ListTrust()) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One issuer with its certificate.",
      discussion: "Example: tongzhao trust show 419001 --settings identity-provider.json")

    @OptionGroup var issuer: IssuerArgument
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ShowTrust(issuer.issuer)) }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "suspend",
      abstract: "Accept no more licences of an issuer. Logins made before stay, as its status lists say.",
      discussion: "Example: tongzhao trust suspend 410000 --end-sessions --reason 'root in doubt' --settings …")

    @OptionGroup var issuer: IssuerArgument
    @Flag(help: "Logins made by its licences are over too.") var endSessions = false
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(SuspendTrust(issuer.issuer, endSessions: endSessions)) }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "resume", abstract: "Accept the licences of a suspended issuer again.",
      discussion: "Example: tongzhao trust resume 410000 --reason 'root checked' --settings identity-provider.json")

    @OptionGroup var issuer: IssuerArgument
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ResumeTrust(issuer.issuer)) }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "remove",
      abstract: "Take an issuer out of the list: nobody logs in by its licences, and logins made by them are over.",
      discussion: """
        To let the logins run on until they expire, say --keep-sessions: its status lists are then still followed.

        Example: tongzhao trust remove 410000 --reason 'merged into another region' --settings …
        """)

    @OptionGroup var issuer: IssuerArgument
    @Flag(help: "Let logins made by its licences run on.") var keepSessions = false
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(RemoveTrust(issuer.issuer, keepSessions: keepSessions)) }
  }
}
