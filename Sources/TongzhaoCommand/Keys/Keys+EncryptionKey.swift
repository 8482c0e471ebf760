import ArgumentParser
import Foundation
import KeyCustody
import TongzhaoServer

extension Keys {
  struct CreateEncryptionKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "create-encryption-key",
      abstract: "Make the key that seals private keys, in a file of mode 0600. Never overwrites.",
      discussion: """
        With --wrapped the file holds the key encrypted to an RSA key that is made in the token of the settings
        (keys.hsm) and never leaves it: keys.encryption-key-wrapped-file.

        Example: tongzhao keys create-encryption-key /etc/tongzhao/kek
        """)

    @Argument(help: "The file.") var file: String
    @Flag(help: "Encrypt it to a key in the token.") var wrapped = false
    @Option(help: "The settings that name the token, for --wrapped.") var settings: String?

    func validate() throws {
      if wrapped, settings == nil { throw ValidationError("say which token: --settings FILE") }
    }

    func run() async throws {
      if wrapped, let settings {
        guard let token = try await KeySettings.token(file: settings) else {
          throw ValidationError("the settings name no token (keys.hsm)")
        }
        try KeyEncryptionKey.create(wrappedFile: file, for: token)
      } else {
        try KeyEncryptionKey.create(file: file)
      }
      print(file)
    }
  }

  struct RotateSecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate-secrets",
      abstract: "Replace the secrets of frames, tickets, refresh tokens, cookies, nonces and offers.",
      discussion: """
        For a theft of the database with its key. The secrets of pairwise subjects, evidence and the audit log stay.

        Example: tongzhao keys rotate-secrets --reason 'backup stolen' --settings identity-provider.json
        """)

    @Option(help: "Seconds for which what the former ones made is still good.") var keep = 0
    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(RotateSecrets(keep: keep)) }
  }

  struct EncryptionKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "encryption-keys",
      abstract: "Which key-encryption keys are in use, who has them, and whether the former one can be destroyed.",
      discussion: "Example: tongzhao keys encryption-keys --settings identity-provider.json")

    @OptionGroup var options: OperatorOptions

    func run() async throws { try await options.run(ShowEncryptionKeys()) }
  }

  struct RotateEncryptionKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate-encryption-key",
      abstract: "Seal all keys and secrets under the next key-encryption key, while serving.",
      discussion: """
        First put the next key in place on every host, where keys.next-encryption-key-file (-credential,
        -wrapped-file) says; running servers read it without a restart. Refused (3) while one of them does not have it.
        After an interruption ask again: it goes on. Exit code 2 says that the former key must not be destroyed yet.

        Example: tongzhao keys rotate-encryption-key --new-file /etc/tongzhao/kek.next --reason 'yearly' --settings …
        """)

    @Option(help: "The file of the key that is to seal; the other configured one when left out.") var newFile: String?
    @Option(help: "The same as a credential in $CREDENTIALS_DIRECTORY.") var newCredential: String?
    @Option(help: "How many keys and secrets are sealed in one transaction.") var batch = 50
    @OptionGroup var options: OperatorOptions

    func validate() throws {
      if newFile != nil, newCredential != nil { throw ValidationError("say --new-file or --new-credential") }
    }

    func run() async throws {
      // Only its name is told: the servers have the key by themselves.
      var id = try newFile.map { try KeyEncryptionKey(file: $0).id }
      if let newCredential {
        let folder = ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
        id = try EncryptionKeySource.credential(name: newCredential, folder: folder).load().id
      }
      try await options.run(RotateEncryptionKey(to: id, batch: batch))
    }
  }
}
