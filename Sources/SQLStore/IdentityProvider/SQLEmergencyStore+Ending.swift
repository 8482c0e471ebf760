import AuditLog
package import IdentityProvider
package import JOSE
import OAuth

// What a measure ends: a presentation with the sessions and grants that stand on it, a client's grants, or everything.
// Found by index; one statement for each table, however many rows there are.
extension SQLEmergencyStore {
  package func end(_ scope: EmergencyScope, at now: NumericDate) async throws -> EmergencyReach {
    let pen = audit?.pen()
    return try await database.write { connection in try Self.end(scope, by: pen, at: now, on: connection) }
  }

  package func reach(of scope: EmergencyScope, at now: NumericDate) async throws -> EmergencyReach {
    try await database.scan { connection in try Self.reach(of: scope, at: now, on: connection) }
  }

  /// Ends it within another transaction, and tells how much there was.
  static func end(
    _ scope: EmergencyScope, by pen: AuditPen?, at now: NumericDate, on connection: any SQLConnection
  ) throws -> EmergencyReach {
    let reach = try reach(of: scope, at: now, on: connection)
    try pen?.record(reach, of: scope, at: now, on: connection)
    let rest = now + SQLGrantStore.afterlife
    switch scope {
    case .everybody:
      try SQLGrantStore.revokeAll(at: now, on: connection)
      try SQLSessionStore.tell(ofEnd: .all, at: now, on: connection)
      try connection.run("DELETE FROM sessions")
      // Also approvals that no browser has finished yet.
      try connection.run("UPDATE presentations SET revoked_at = $1 WHERE revoked_at IS NULL", [.date(now)])
    case .client(let client):
      try connection.run(
        """
        UPDATE grants SET revoked_at = $2, expires_at = CASE WHEN expires_at < $3 THEN expires_at ELSE $3 END
        WHERE client_id = $1 AND revoked_at IS NULL
        """,
        [.text(client.value), .date(now), .date(rest)])
    case .licence(let name):
      // Grants first, by the sessions that are still there: one that took another's place has older presentations'.
      try connection.run(
        """
        UPDATE grants SET revoked_at = $2, expires_at = CASE WHEN expires_at < $3 THEN expires_at ELSE $3 END
        WHERE revoked_at IS NULL AND grant_id IN (
          SELECT grant_id FROM grants WHERE session_id IN (SELECT session_id FROM sessions WHERE uscc = $1)
          UNION SELECT grant_id FROM grants
            WHERE presentation_id IN (SELECT presentation_id FROM presentations WHERE uscc = $1))
        """,
        [.text(name), .date(now), .date(rest)])
      try SQLSessionStore.tell(ofEnd: .licence(name), at: now, on: connection)
      try connection.run("DELETE FROM sessions WHERE uscc = $1", [.text(name)])
      try connection.run(
        "UPDATE presentations SET revoked_at = $2 WHERE uscc = $1 AND revoked_at IS NULL", [.text(name), .date(now)])
    case .region(let name):
      try connection.run(
        """
        UPDATE grants SET revoked_at = $2, expires_at = CASE WHEN expires_at < $3 THEN expires_at ELSE $3 END
        WHERE revoked_at IS NULL AND grant_id IN (
          SELECT grant_id FROM grants WHERE session_id IN (
            SELECT session_id FROM sessions
            WHERE presentation_id IN (SELECT presentation_id FROM presentations WHERE region = $1))
          UNION SELECT grant_id FROM grants
            WHERE presentation_id IN (SELECT presentation_id FROM presentations WHERE region = $1))
        """,
        [.text(name), .date(now), .date(rest)])
      try SQLSessionStore.tell(ofEnd: .region(name), at: now, on: connection)
      try connection.run(
        """
        DELETE FROM sessions
        WHERE presentation_id IN (SELECT presentation_id FROM presentations WHERE region = $1)
        """,
        [.text(name)])
      try connection.run(
        "UPDATE presentations SET revoked_at = $2 WHERE region = $1 AND revoked_at IS NULL",
        [.text(name), .date(now)])
    }
    return reach
  }

  private static func reach(
    of scope: EmergencyScope, at now: NumericDate, on connection: any SQLConnection
  ) throws -> EmergencyReach {
    switch scope {
    case .everybody:
      let sessions = try connection.row(
        "SELECT COUNT(*), COUNT(DISTINCT uscc) FROM sessions WHERE expires_at > $1 AND seen_at + idle_allowance > $1",
        [.date(now)])
      let grants = try connection.row(
        """
        SELECT COUNT(*), COUNT(DISTINCT client_id) FROM grants
        WHERE expires_at > $1 AND revoked_at IS NULL AND ends_at > $1
        """,
        [.date(now)])
      return try reach(sessions, grants)
    case .client(let client):
      let grants = try connection.row(
        """
        SELECT COUNT(*), COUNT(DISTINCT client_id), COUNT(DISTINCT presentations.uscc)
        FROM grants JOIN presentations ON presentations.presentation_id = grants.presentation_id
        WHERE grants.client_id = $1 AND grants.revoked_at IS NULL AND grants.ends_at > $2
        """,
        [.text(client.value), .date(now)])
      return EmergencyReach(
        sessions: 0, grants: try grants?.int(0) ?? 0, clients: try grants?.int(1) ?? 0,
        licences: try grants?.int(2) ?? 0)
    case .licence(let name):
      let sessions = try connection.row(
        """
        SELECT COUNT(*), COUNT(DISTINCT uscc) FROM sessions
        WHERE uscc = $1 AND expires_at > $2 AND seen_at + idle_allowance > $2
        """,
        [.text(name), .date(now)])
      let grants = try connection.row(
        """
        SELECT COUNT(*), COUNT(DISTINCT client_id) FROM grants
        WHERE presentation_id IN (SELECT presentation_id FROM presentations WHERE uscc = $1)
          AND revoked_at IS NULL AND ends_at > $2
        """,
        [.text(name), .date(now)])
      return try reach(sessions, grants)
    case .region(let name):
      let sessions = try connection.row(
        """
        SELECT COUNT(*), COUNT(DISTINCT uscc) FROM sessions
        WHERE presentation_id IN (SELECT presentation_id FROM presentations WHERE region = $1)
          AND expires_at > $2 AND seen_at + idle_allowance > $2
        """,
        [.text(name), .date(now)])
      let grants = try connection.row(
        """
        SELECT COUNT(*), COUNT(DISTINCT client_id) FROM grants
        WHERE presentation_id IN (SELECT presentation_id FROM presentations WHERE region = $1)
          AND revoked_at IS NULL AND ends_at > $2
        """,
        [.text(name), .date(now)])
      return try reach(sessions, grants)
    }
  }

  private static func reach(_ sessions: SQLRow?, _ grants: SQLRow?) throws -> EmergencyReach {
    EmergencyReach(
      sessions: try sessions?.int(0) ?? 0, grants: try grants?.int(0) ?? 0, clients: try grants?.int(1) ?? 0,
      licences: try sessions?.int(1) ?? 0)
  }
}

extension AuditPen {
  /// One leaf for all sessions that a measure ends: whose they were is in the leaves of their logins.
  fileprivate func record(
    _ reach: EmergencyReach, of scope: EmergencyScope, at now: NumericDate, on connection: any SQLConnection
  ) throws {
    var (client, licence, object) = (String?.none, String?.none, "all")
    switch scope {
    case .everybody: break
    case .client(let id): client = id.value
    case .licence(let uscc): licence = uscc
    case .region(let name): object = "all of region \(name)"
    }
    try record(
      AuditEvent(
        .sessionEnded, by: actor, client: client, licence: licence, object: object,
        reason: "emergency: \(reach.sessions) sessions, \(reach.grants) grants ended together", at: now),
      on: connection)
  }
}
