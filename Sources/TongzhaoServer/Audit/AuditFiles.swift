package import AuditLog
import Foundation
package import JOSE
import SQLStore

/// Files by which a log is verified away from its server.
package enum AuditFiles {
  /// Where a server leaves its newest checkpoint. Copy it elsewhere, often: it is what tells when the end of the log was
  /// cut off.
  package static func checkpointFile(ofDatabase database: String) -> String { database + ".checkpoint" }

  package static func writeCheckpoint(_ checkpoint: SignedCheckpoint, to file: String) throws {
    try Data((checkpoint.compact + "\n").utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
  }

  package static func checkpoint(_ file: String) throws -> SignedCheckpoint {
    let text = try String(contentsOf: URL(fileURLWithPath: file), encoding: .utf8)
    return try SignedCheckpoint(compact: text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  package static func keys(_ file: String) throws -> JWKSet {
    try JWKSet(parsing: JSON(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))))
  }

  package static func receipt(_ file: String) throws -> AuditReceipt {
    try AuditReceipt(json: JSON(parsing: [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))))
  }

  /// Verifies the log in a database file, perhaps a copy, without the server's keys. The checkpoint beside the file is
  /// used when no other is named and it is there.
  package static func verify(
    database file: String, keys: JWKSet?, checkpoint: String?, since: String? = nil, origin: String? = nil
  ) async throws -> AuditVerification {
    let beside = checkpointFile(ofDatabase: file)
    let known = checkpoint ?? (FileManager.default.fileExists(atPath: beside) ? beside : nil)
    let database = try SQLiteCopy(path: file)
    var former: Checkpoint?
    if let since {
      // Going on from a checkpoint believes what it says, so it must be signed by a key that is believed.
      let signed = try Self.checkpoint(since)
      let believed: JWKSet
      if let keys { believed = keys } else { believed = try await SQLAuditLog.publicKeys(in: database) }
      former = try signed.verified(by: believed)
    }
    let verification = try await SQLAuditLog.verify(
      database, keys: keys, known: try known.map { [try Self.checkpoint($0)] } ?? [], since: former, origin: origin)
    try database.close()
    return verification
  }
}
