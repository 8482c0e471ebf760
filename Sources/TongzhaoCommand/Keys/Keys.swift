import ArgumentParser
import JOSE
import KeyCustody
import TongzhaoServer

/// Signing keys.
struct Keys: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Signing keys: announced, signing, retired, removed.",
    discussion: Outcome.help,
    subcommands: [
      List.self, Show.self, Generate.self, Rotate.self, Promote.self, Retire.self, Revoke.self, ExportPublic.self,
      Schedule.self, Verify.self, Import.self, CreateEncryptionKey.self, EncryptionKeys.self,
      RotateEncryptionKeyCommand.self, RotateSecretsCommand.self,
    ])

  /// A place for a key.
  struct SlotOptions: ParsableArguments {
    @Option(help: "What the key signs: \(KeyUse.allCases.map(\.rawValue).joined(separator: ", ")).") var use: KeyUse
    @Option(
      help: "\(SignatureAlgorithm.kept.map(\.rawValue).joined(separator: ", ")).",
      completion: .list(SignatureAlgorithm.kept.map(\.rawValue)),
      transform: SlotOptions.algorithm)
    var algorithm: SignatureAlgorithm

    var slot: KeySlot { KeySlot(use, algorithm) }

    @Sendable private static func algorithm(_ word: String) throws -> SignatureAlgorithm {
      guard let algorithm = SignatureAlgorithm(keptHere: word) else {
        throw ValidationError("it is \(SignatureAlgorithm.refusal(of: word))")
      }
      return algorithm
    }
  }

  /// A key that exists, by its name.
  struct KeyArgument: ParsableArguments {
    @Argument(help: "The key's kid, or a beginning of at least six characters.") var kid: String
  }

  /// Who counts as active, and what to do about those who are not ready.
  struct ReadinessOptions: ParsableArguments {
    @Option(help: "A client that was seen within so many days counts as active.") var activeDays = 14
    @Flag(help: "Do it although active clients will refuse what is signed; says who.") var force = false
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The published keys with their dates.",
      discussion: "Example: tongzhao keys list --settings identity-provider.json")

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ListKeys()) }
  }
}

extension KeyUse: ExpressibleByArgument {}
extension PublicKeyFormat: ExpressibleByArgument {}
extension KeyPlace: ExpressibleByArgument {}
