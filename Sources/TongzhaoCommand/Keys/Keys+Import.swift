import ArgumentParser
import Foundation
import KeyCustody
import LibCrypto
import TongzhaoServer

extension Keys {
  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Announce a private key that was made elsewhere.",
      discussion: """
        PEM (PKCS#8, also encrypted; SEC 1; PKCS#1), PKCS#12 with its certificates, or a JWK; from a file of mode 0600
        or, with -, from standard input. The passphrase comes from a file or the terminal, never from the command line.
        The key is announced and signs by the schedule; a key that is known already is refused, also in another slot.

        Whoever kept a copy of it signs as this server does, so it takes a reason.

        Example: tongzhao keys import key.pem --use token --algorithm ES256 --reason 'moved from the former server' \
          --settings identity-provider.json
        """)

    @Argument(help: "The file, or - for standard input.") var file: String
    @OptionGroup var place: SlotOptions
    @Option(help: "A file of mode 0600 with the passphrase on its first line.") var passphraseFile: String?
    @Option(help: "Days until it signs; by the schedule when left out.") var signsInDays: Int?
    @OptionGroup var options: OperatorOptions

    func run() async throws {
      let envelope = try await Terminal.operating { () async throws -> KeyImportEnvelope in
        let bytes =
          try file == "-"
          ? [UInt8](FileHandle.standardInput.read(upToCount: KeyImportEnvelope.limit / 2) ?? Data())
          : PrivateFile.read(file, limit: KeyImportEnvelope.limit / 2)
        return try Self.envelope(bytes, passphrase: try passphraseFile.map(Self.firstLine))
      }
      try await options.run(ImportKey(place.slot, signsInDays: signsInDays), content: envelope.content)
    }

    /// Tries the key where it lies, and asks a person for its passphrase where there is one to ask.
    private static func envelope(_ file: [UInt8], passphrase: [UInt8]?) throws -> KeyImportEnvelope {
      let envelope = KeyImportEnvelope(file: file, passphrase: passphrase)
      do {
        _ = try envelope.opened()
        return envelope
      } catch KeyImport.Refusal.file(.passphraseMissing) where isatty(STDIN_FILENO) == 1 {
        guard let typed = getpass("Passphrase: ") else { throw KeyImport.Refusal.file(.passphraseMissing) }
        defer { memset(typed, 0, strlen(typed)) }
        let tried = KeyImportEnvelope(file: file, passphrase: Array(String(cString: typed).utf8))
        _ = try tried.opened()
        return tried
      }
    }

    private static func firstLine(_ path: String) throws -> [UInt8] {
      Array(try PrivateFile.read(path, limit: 1_024).prefix { $0 != 0x0A && $0 != 0x0D })
    }
  }
}
