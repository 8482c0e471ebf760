import ArgumentParser
import Foundation
import TongzhaoServer

extension Operators {
  struct MakeKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make-key",
      abstract: "On the operator's own machine: make a key, sealed under a passphrase; print the public key.",
      discussion: """
        The private key never leaves this machine. The public key goes to whoever enrols the operator.

        Example: tongzhao operators make-key --operator zhang.json > zhang.pub
        """)

    @Option(name: .customLong("operator"), help: "The profile to make; never overwritten.") var profile: String?
    @Option(help: "A private file with the passphrase (12 characters or more); asked for when left out.")
    var passphraseFile: String?

    func run() async throws {
      try await Terminal.operating {
        let file = ProfilePlace.file(profile)
        let passphrase = try SecretEntry.passphrase(passphraseFile, confirming: true)
        if profile == nil {
          try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        }
        let (_, publicKey) = try OperatorProfile.create(file: file, passphrase: passphrase)
        print(publicKey, terminator: "")
      }
    }
  }

  struct Install: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "install", abstract: "On the operator's own machine: put certificate and server into the profile.",
      discussion: """
        Example: tongzhao operators install --operator zhang.json --certificate zhang.crt \
        --server https://admin.example:8743 --roots admin-root.pem
        """)

    @Option(name: .customLong("operator"), help: "The profile; ~/.config/tongzhao/operator.json when left out.")
    var profile: String?
    @Option(help: "The certificate that enrolling gave (PEM).") var certificate: String
    @Option(help: "The admin API: https://host:port or unix:/path.") var server: String
    @Option(help: "Roots by which the server is believed (PEM).") var roots: String

    func validate() throws {
      if !server.hasPrefix("https://"), !server.hasPrefix("unix:/") {
        throw ValidationError("--server is https://host:port or unix:/path")
      }
    }

    func run() async throws {
      try await Terminal.operating {
        var changed = try OperatorProfile(file: ProfilePlace.file(profile))
        changed.certificate = try String(contentsOfFile: certificate, encoding: .utf8)
        changed.roots = try String(contentsOfFile: roots, encoding: .utf8)
        changed.server = server
        try changed.save()
        print(changed.file)
      }
    }
  }
}
