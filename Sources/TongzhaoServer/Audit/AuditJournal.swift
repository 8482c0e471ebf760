package import AuditLog
package import JOSE
import KeyCustody
import OAuthHTTP
import SQLStore

/// Remembers in the audit log what operators do.
package struct AuditJournal: OperatorJournal {
  private let log: any AuditRecorder
  private let account: String

  package init(_ log: any AuditRecorder, account: String) {
    self.log = log
    self.account = account
  }

  package func note(_ action: OperatorAction, failure: String?, at now: NumericDate) async throws {
    let reasons = [action.reason, action.details.names.isEmpty ? nil : JSON.object(action.details).text, failure]
    try await log.record(
      AuditEvent(
        .operatorCommand, failure == nil ? .done : .refused, by: .operator(account),
        object: action.subject.isEmpty ? action.kind.rawValue : "\(action.kind.rawValue) \(action.subject)",
        reason: reasons.contains { $0 != nil } ? reasons.compactMap(\.self).joined(separator: "; ") : nil,
        personal: action.personal.isEmpty ? [:] : ["parameters": .object(action.personal)], at: now),
      bound: nil)
  }
}

extension ServerState {
  /// The same, with what this operator does remembered in the audit log.
  package func journaled(by account: String) -> ServerState {
    var state = self
    let log = SQLAuditLog(database, secrets: keys.secrets) {
      let origin = RequestOrigin.auditOrigin
      return AuditOrigin(requestID: origin.requestID, source: origin.source, operatorAccount: account)
    }
    state.journal = AuditJournal(log, account: account)
    return state
  }
}
