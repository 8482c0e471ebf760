package import JOSE

/// What an auditor looks for. Every member that is given must fit.
package struct AuditQuery: Sendable {
  package var action: AuditAction?
  package var outcome: AuditOutcome?
  package var client: String?
  package var licence: String?
  package var object: String?
  package var requestID: String?
  package var since: NumericDate?
  package var until: NumericDate?
  /// Only leaves before this one: the next page.
  package var before: Int?
  /// At most so many, newest first.
  package var limit: Int

  package init(limit: Int = 50) { self.limit = limit }
}
