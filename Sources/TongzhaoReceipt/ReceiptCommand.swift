import ArgumentParser
import AuditLog
import Foundation
import JOSE

/// Checks a login receipt by itself: no server, no database, no network. Years later, by whoever has the file and the
/// public audit key.
@main
struct ReceiptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tongzhao-receipt",
    abstract: "核验登录回执。Check a receipt: what happened, when, for whom, and that the log still has it so.",
    discussion: """
      The receipt is the file that the phone's receipt page or the wallet saved. It names its key, which proves nothing:
      give the audit keys of the server (the JWK set that it publishes at /audit/keys; a receipt names the address, and
      whether that is the server's own is for you to say), or the fingerprint of the key (the RFC 7638 thumbprint,
      as `tongzhao audit public-keys` shows it), which you have by another way.

      Exit codes: 0 it holds; 1 it cannot be read; 2 it was altered; 3 it is not in the signed log; 4 it is signed by a
      key that you did not name; 64 wrong use of the command.

      Example: tongzhao-receipt receipt.json --keys audit-keys.json
      Example: tongzhao-receipt receipt.json --fingerprint 0yb3Kq5r…
      """)

  @Argument(help: "The receipt.") var file: String
  @Option(help: "The audit keys to believe: a JWK set.") var keys: String?
  @Option(help: "The fingerprint of an audit key to believe; may be repeated.") var fingerprint: [String] = []
  @Flag(help: "As JSON.") var json = false

  func validate() throws {
    if keys == nil, fingerprint.isEmpty {
      throw ValidationError("Whose signature is believed? --keys or --fingerprint")
    }
  }

  func run() throws {
    let finding = ReceiptFinding.of(bytes(of: file), believing: try believed())
    if json {
      print(JSON.object(finding.json).text)
    } else {
      for line in finding.lines { print(line) }
    }
    if let code = finding.exitCode { throw ExitCode(code) }
  }

  private func believed() throws -> ReceiptTrust {
    guard let keys else { return ReceiptTrust(keys: nil, fingerprints: fingerprint) }
    guard let bytes = bytes(of: keys), let set = try? JWKSet(parsing: JSON(parsing: bytes)) else {
      throw ValidationError("\(keys) is no JWK set")
    }
    return ReceiptTrust(keys: set, fingerprints: fingerprint)
  }

  private func bytes(of path: String) -> [UInt8]? {
    (try? Data(contentsOf: URL(fileURLWithPath: path))).map { [UInt8]($0) }
  }
}
