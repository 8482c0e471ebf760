import AuditLog
import Foundation
package import JOSE
import SQLStore

/// With which settings a server starts: the digest of what it was told, and the names of what the environment changed.
/// Whether two starts were told the same can be seen from the log; what they were told cannot.
package struct SettingsRecord: Sendable, Hashable {
  package let digest: String
  package let summary: String

  package init(file: [UInt8], environment: [String: String]) {
    let changed = environment.filter { $0.key.hasPrefix("TONGZHAO_") }.sorted { $0.key < $1.key }
    let lines = changed.map { "\($0.key)=\($0.value)\n" }.joined()
    digest = "sha256:" + Digests.sha256Text(file + [0] + Array(lines.utf8))
    summary = changed.isEmpty ? "the file alone" : "changed by " + changed.map(\.key).joined(separator: ", ")
  }
}

extension ServerState {
  /// Records the start of a server with these settings.
  package func recordStart(
    _ settings: ServerSettings, environment: [String: String] = ProcessInfo.processInfo.environment,
    at now: NumericDate
  ) async throws {
    let file = try settings.file.map { try [UInt8](Data(contentsOf: URL(fileURLWithPath: $0))) } ?? []
    let record = SettingsRecord(file: file, environment: environment)
    try await audit.record(
      AuditEvent(.settingsRead, by: .server, object: record.digest, reason: record.summary, at: now), bound: nil)
  }
}
