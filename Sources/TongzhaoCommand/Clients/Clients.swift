import ArgumentParser
import Foundation
import JOSE
import OAuth
import TongzhaoServer

/// Portals, departments and other clients.
struct Clients: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clients", abstract: "Portals, departments and other clients.",
    discussion: Outcome.help,
    subcommands: [
      Add.self, List.self, Show.self, Edit.self, Suspend.self, Resume.self, RotateSecret.self, Delete.self, Lint.self,
      Template.self, Apply.self, Applications.self, Approve.self, Reject.self, InitialAccessTokens.self,
    ])

  /// Reads a document from a file or from standard input.
  static func document(_ file: String) throws -> JSON {
    let bytes =
      file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : try Data(contentsOf: URL(fileURLWithPath: file))
    return try JSON(parsing: [UInt8](bytes))
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add",
      abstract: "Register the client of a metadata document (RFC 7591), or replace its registration.",
      discussion: """
        A client that authenticates by a secret gets it printed here, once.

        With operators enrolled this is done by an application instead (clients apply). With --wizard questions are
        asked on the terminal.

        Example: tongzhao clients add portal.json --settings identity-provider.json
        """)

    @Argument(help: "The document, or - for standard input.") var file: String?
    @Flag(help: "Ask for what is needed, on the terminal.") var wizard = false
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let document = try file.map { try Clients.object($0) } ?? (wizard ? ClientWizard.ask() : nil)
      guard let document else { throw ValidationError("say the document's file, or --wizard") }
      try await options.run(AddClient(document))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "All clients.",
      discussion: "Example: tongzhao clients list --settings identity-provider.json")

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ListClients()) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One client's document, as JSON.",
      discussion: "Example: tongzhao clients show portal --settings identity-provider.json")

    @Argument(help: "The client's identifier.") var clientID: ClientID
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ShowClient(clientID)) }
  }
}
