import AuditLog
import Foundation
package import JOSE

/// The log as a file that is verified by itself (JSON Lines): the signed checkpoint and the public keys first, then
/// every leaf that the checkpoint covers, each with the proof that it is in the tree.
package struct ExportAuditLog: OperatorCommand {
  package static let name = "audit.export"
  package static let duty = OperatorDuty.audit
  package static let effect = OperatorEffect.looks
  package static let servers = ServerKind.allCases
  package static let type = "tongzhao-audit-export-1"

  /// The first leaf.
  package let from: Int
  package let withProofs: Bool

  package init(from: Int = 0, withProofs: Bool = true) {
    self.from = from
    self.withProofs = withProofs
  }

  package init(parameters: JSONObject) throws {
    var parameters = OperatorParameters(parameters)
    from = try parameters.number("from", default: 0, in: 0...Int.max)
    withProofs = try !parameters.flag("without_proofs")
    try parameters.finish()
  }

  package var parameters: JSONObject { ["from": .integer(Int64(from)), "without_proofs": .bool(!withProofs)] }
  package var isNoted: Bool { false }

  package func carryOut(at desk: OperatorDesk, now: NumericDate) async throws -> OperatorAnswer {
    try await desk.noteReading("export", "from leaf \(from)", at: now)
    guard let signed = try await desk.auditing.checkpoint(at: now) else { throw AuditRefusal.emptyLog }
    let path = NSTemporaryDirectory() + "/tongzhao-audit-" + UUID().uuidString
    guard
      FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: path)
    else { throw CocoaError(.fileWriteUnknown) }
    do {
      let count = try await write(signed, of: desk.auditing.log, to: file) { done in
        desk.progress(done, signed.unverified.size, "leaves")
      }
      try file.close()
      return OperatorAnswer(
        json: ["leaves": .integer(Int64(count)), "checkpoint": .string(signed.compact)],
        lines: ["\(count) leaves of a log of \(signed.unverified.size)"],
        content: .file(path: path, isTemporary: true))
    } catch {
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
  }

  private func write(
    _ signed: SignedCheckpoint, of log: any AuditStore, to file: FileHandle, progress: (Int) -> Void
  ) async throws -> Int {
    let size = signed.unverified.size
    try Self.append(
      [
        "type": .string(Self.type), "size": .integer(Int64(size)), "checkpoint": .string(signed.compact),
        "keys": try await log.publicKeys().json,
      ], to: file)
    var next = from
    while next < size {
      let records = try await log.records(from: next, limit: 200).filter { $0.index < size }
      guard let last = records.last else { break }
      for record in records { try Self.append(try await line(record, of: log, size: size), to: file) }
      next = last.index + 1
      progress(next)
    }
    return max(0, next - from)
  }

  /// `leaf` is what the tree is made of, byte for byte; `event` is the same to be read.
  private func line(_ record: AuditRecord, of log: any AuditStore, size: Int) async throws -> JSONObject {
    var line: JSONObject = ["index": .integer(Int64(record.index)), "leaf": .string(Base64URL.encode(record.bytes))]
    line["event"] = (record.leaf?.json).map(JSON.object)
    if withProofs, let proof = try await log.inclusionProof(of: record.index, size: size) {
      line["proof"] = .array(proof.map { .string(Base64URL.encode($0.bytes)) })
    }
    return line
  }

  private static func append(_ line: JSONObject, to file: FileHandle) throws {
    try file.write(contentsOf: Data(line.serialized() + [UInt8(ascii: "\n")]))
  }
}
