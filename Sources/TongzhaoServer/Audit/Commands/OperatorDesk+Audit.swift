import AuditLog
import JOSE
import OAuth
import SQLStore

extension OperatorDesk {
  /// The log of the server that is asked.
  var auditing: AuditOperations { AuditOperations(state, issuer: settings.server.issuer) }

  /// Records that the log is read, by whom and for what: so often an hour one by one, the rest is counted.
  func noteReading(_ what: String, _ words: String, bound: String = "reading", at now: NumericDate) async throws {
    try await state.audit.record(
      AuditEvent(
        .auditRead, by: .operator(asker.name), object: what, reason: words.isEmpty ? reason : words, at: now),
      bound: "\(asker.name) \(bound)")
  }
}
