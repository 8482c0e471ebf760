/// How it ended.
package enum AuditOutcome: String, Sendable, CaseIterable {
  case done, refused
}
