import AuditLog
import JOSE

/// Why a session ended, as the audit log says it.
enum SessionEnd: String, Sendable, CaseIterable {
  /// The person logged out.
  case loggedOut = "logged_out"
  /// Somebody else logged in in the same browser.
  case switched
  /// The same person logged in anew: another session took its place.
  case renewed
  /// Nobody used it for as long as it allows.
  case idle
  /// Its time was over.
  case expired
  /// "This was not me."
  case disowned

  /// The event of a row that begins with `session_id, uscc`.
  func event(_ row: SQLRow, by actor: AuditActor, at now: NumericDate) throws -> AuditEvent {
    AuditEvent(
      .sessionEnded, by: actor, licence: try row.text(1), object: try row.text(0), reason: rawValue, at: now)
  }
}
