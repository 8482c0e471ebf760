import ArgumentParser
import AuditLog
import Foundation
import JOSE
import TongzhaoServer

/// The audit log.
struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The audit log: look, export, verify, prove.",
    subcommands: [
      Tail.self, Search.self, Export.self, Verify.self, Checkpoint.self, PublicKeys.self, Prove.self, CheckReceipt.self,
      EraseDetails.self,
    ])

  /// The account that typed the command.
  static var account: String { NSUserName() }

  static func operations(_ server: ServerKind, _ file: String) async throws -> AuditOperations {
    let issuer =
      switch server {
      case .identityProvider: try await IdentityProviderSettings.read(file: file).server.issuer
      case .licenceIssuer: try await LicenceIssuerSettings.read(file: file).server.issuer
      }
    return AuditOperations(try await server.open(file), issuer: issuer, by: account)
  }

  /// One line for a person, or the leaf itself.
  static func show(_ record: AuditRecord, json: Bool) {
    guard let leaf = record.leaf, !json else {
      print(String(decoding: record.bytes, as: UTF8.self))
      return
    }
    let event = leaf.event
    let words: [String?] = [
      "\(leaf.index)", event.at.text, event.action.rawValue, event.outcome.rawValue,
      event.actor.name.map { "\(event.actor.role.rawValue):\($0)" } ?? event.actor.role.rawValue,
      event.client.map { "client=\($0)" }, event.licence.map { "licence=\($0)" },
      event.object.map { "object=\(printable($0))" }, event.reason.map { "reason=\(printable($0))" },
      leaf.requestID.map { "request=\($0)" },
    ]
    print(words.compactMap(\.self).joined(separator: "  "))
  }

  /// What strangers typed must not steer the terminal.
  private static func printable(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? "·" : Character($0) })
  }
}

/// The server whose log is meant.
struct AuditServerOptions: ParsableArguments {
  @OptionGroup var options: SettingsOption
  @Option(help: "Whose log: identity-provider or licence-issuer.") var server = ServerKind.identityProvider

  func operations() async throws -> AuditOperations { try await Audit.operations(server, options.settings) }
}

extension AuditAction: ExpressibleByArgument {}
extension AuditOutcome: ExpressibleByArgument {}
