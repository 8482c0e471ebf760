import ArgumentParser
import ELicence
import Foundation
import IdentityProvider
import JOSE
import TongzhaoServer

/// The regions' licence issuers that are believed.
struct Trust: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Which regions' licence issuers are believed; a running server follows within a second.",
    discussion: """
      The list is kept in the database. A file named by the setting trust.licence-issuers is taken in where it names
      issuers that were never in the list.

      \(Outcome.help)
      """,
    subcommands: [Add.self, List.self, Show.self, Suspend.self, Resume.self, Remove.self])

  /// Where, and how the answer looks.
  struct Options: ParsableArguments {
    @OptionGroup var settings: SettingsOption
    @Flag(help: "Answer in JSON.") var json = false

    func operations() async throws -> TrustOperations {
      let settings = try await IdentityProviderSettings.read(file: settings.settings)
      return try await TrustOperations(settings, try await .identityProvider(settings, at: .now()), at: .now())
    }

    func tell(_ entry: TrustEntry) {
      if json { print(JSON.object(entry.json).text) } else { for line in entry.lines { print(line) } }
    }
  }

  /// Which issuer.
  struct IssuerArgument: ParsableArguments {
    @Argument(help: "The issuer's name (the first six characters are enough), or its region.") var issuer: String
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Believe the licences under a region's root certificate.",
      discussion: """
        Example: tongzhao trust add root.pem --region 410000 --name 河南省 --issuer https://licences.example --settings …
        """)

    @Argument(help: "The root certificate (PEM).") var certificate: String
    @Option(help: "The region: a GB/T 2260 division or a word of yours.") var region: String
    @Option(help: "The authority's name, shown to people.") var name: String
    @Option(
      name: .customLong("issuer"), help: "An issuer's address (iss); may be repeated. None: the leaf's names decide.")
    var issuers: [String] = []
    @Option(name: .customLong("type"), help: "A credential type; may be repeated. None: the business licence.")
    var types: [String] = []
    @Option(help: "Why; remembered.") var reason: String?
    @OptionGroup var options: Options

    func run() async throws {
      let pem = try String(contentsOfFile: certificate, encoding: .utf8)
      try await Terminal.operating {
        options.tell(
          try await options.operations().add(
            region: region, name: name, pem: pem, types: types, issuers: issuers, reason: reason, at: .now()))
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The issuers in the list.", discussion: "Example: tongzhao trust list --settings identity-provider.json"
    )

    @OptionGroup var options: Options

    func run() async throws {
      let entries = try await options.operations().list()
      if options.json {
        print(JSON.array(entries.map { .object($0.json) }).text)
      } else {
        for line in entries.flatMap(\.lines) { print(line) }
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One issuer with its certificate.",
      discussion: "Example: tongzhao trust show 419001 --settings identity-provider.json")

    @OptionGroup var issuer: IssuerArgument
    @OptionGroup var options: Options

    func run() async throws {
      try await Terminal.operating {
        let entry = try await options.operations().entry(issuer.issuer)
        options.tell(entry)
        if !options.json { print(TrustOperations.certificate(of: entry).pem, terminator: "") }
      }
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept no more licences of an issuer. Logins made before stay, as its status lists say.",
      discussion: "Example: tongzhao trust suspend 410000 --end-sessions --reason 'root in doubt' --settings …")

    @OptionGroup var issuer: IssuerArgument
    @Flag(help: "Logins made by its licences are over too.") var endSessions = false
    @Option(help: "Why; remembered.") var reason: String
    @OptionGroup var options: Options

    func run() async throws {
      try await Terminal.operating {
        let operations = try await options.operations()
        let entry = try await operations.entry(issuer.issuer)
        options.tell(
          try await operations.move(entry, to: endSessions ? .stopped : .suspended, reason: reason, at: .now()))
      }
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept the licences of a suspended issuer again.",
      discussion: "Example: tongzhao trust resume 410000 --reason 'root checked' --settings identity-provider.json")

    @OptionGroup var issuer: IssuerArgument
    @Option(help: "Why; remembered.") var reason: String
    @OptionGroup var options: Options

    func run() async throws {
      try await Terminal.operating {
        let operations = try await options.operations()
        options.tell(
          try await operations.move(try await operations.entry(issuer.issuer), to: .active, reason: reason, at: .now()))
      }
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take an issuer out of the list: nobody logs in by its licences, and logins made by them are over.",
      discussion: """
        To let the logins run on until they expire, say --keep-sessions: its status lists are then still followed.

        Example: tongzhao trust remove 410000 --reason 'merged into another region' --settings …
        """)

    @OptionGroup var issuer: IssuerArgument
    @Flag(help: "Let logins made by its licences run on.") var keepSessions = false
    @Flag(help: "Do not ask.") var yes = false
    @Option(help: "Why; remembered.") var reason: String
    @OptionGroup var options: Options

    func run() async throws {
      try await Terminal.operating {
        let operations = try await options.operations()
        let entry = try await operations.entry(issuer.issuer)
        try Terminal.confirm(
          "Remove \(entry.anchor.name) (\(entry.anchor.region))? Nobody will log in by its licences\(keepSessions ? "" : ", and logins made by them end").",
          yes: yes)
        options.tell(
          try await operations.move(entry, to: keepSessions ? .suspended : .removed, reason: reason, at: .now()))
      }
    }
  }
}

extension TrustEntry {
  /// For programs.
  var json: JSONObject {
    var json = anchor.json.object ?? [:]
    json["id"] = .string(name)
    json["state"] = .string(state.rawValue)
    json["keeps_sessions"] = .bool(state.keepsLogins)
    json["changed_at"] = .date(changedAt)
    return json
  }

  /// For a person at a terminal.
  var lines: [String] {
    let certificate = TrustOperations.certificate(of: self)
    return [
      "\(name)  \(state.rawValue)  \(anchor.region)  \(anchor.name)",
      "    \(certificate.subject), until \(certificate.until.text)",
    ]
  }
}
