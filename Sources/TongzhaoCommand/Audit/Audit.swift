import ArgumentParser
import AuditLog
import Foundation
import JOSE
import TongzhaoServer

/// The audit log.
struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "The audit log: look, export, verify, prove.",
    subcommands: [
      Tail.self, Search.self, Export.self, Verify.self, Checkpoint.self, PublicKeys.self, Prove.self, CheckReceipt.self,
      EraseDetails.self,
    ])

  /// The account that typed the command.
  static var account: String { NSUserName() }

  /// Leaves for a person, or as JSON a line each.
  static func show(_ answer: OperatorAnswer, json: Bool) {
    // Written at once and not when a buffer is full: somebody may read them as they come.
    let lines = json ? (answer.json["records"]?.array ?? []).map(\.text) : answer.lines
    FileHandle.standardOutput.write(Data(lines.map { $0 + "\n" }.joined().utf8))
  }

  /// A new file for its owner only; one that is there is replaced.
  static func file(_ path: String) throws -> FileHandle {
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: path)
    else { throw ValidationError("\(path) cannot be written") }
    return file
  }
}

extension AuditAction: ExpressibleByArgument {}
extension AuditOutcome: ExpressibleByArgument {}
