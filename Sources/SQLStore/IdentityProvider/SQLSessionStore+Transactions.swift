import AuditLog
import IdentityProvider
package import JOSE
import OAuth

extension SQLSessionStore {
  /// Opens a session, within another store's transaction.
  static func open(_ session: NewSession, at now: NumericDate, on connection: any SQLConnection) throws {
    let approvals = SessionApprovals([session.approval.client: session.approval.what])
    try connection.run(
      """
      INSERT INTO sessions (session_id, secret, presentation_id, uscc, acr, amr, auth_time, seen_at, idle_allowance,
        is_shared, approvals, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """,
      [
        .text(session.id.value), .blob(session.secret.bytes), .text(session.presentationID.value), .text(session.uscc),
        .text(session.acr), .text(session.amr.joined(separator: " ")), .date(session.authTime), .date(now),
        .int(session.idleAllowance), .bool(session.isShared), .text(approvals.text), .date(session.expiresAt),
      ])
    try SQLPresentationStore.extend(session.presentationID, until: session.expiresAt, on: connection)
  }

  /// Ends a session with the grants that do not outlive it, within another store's transaction.
  static func end(
    _ id: SessionID, _ end: SessionEnd, by pen: AuditPen?, at now: NumericDate, on connection: any SQLConnection
  ) throws -> Bool {
    let row = try connection.row(
      """
      DELETE FROM sessions WHERE session_id = $1
      RETURNING session_id, uscc, is_shared, expires_at, seen_at + idle_allowance
      """,
      [.text(id.value)])
    guard let row else { return false }
    try tell(ofEnd: .one(id), at: now, on: connection)
    try SQLGrantStore.revoke(session: id, includingOutliving: try row.bool(2), at: now, on: connection)
    // A row that had run out was no session any more; how it ended is recorded by who sweeps.
    guard try row.date(3) > now, try row.date(4) > now else { return false }
    try pen?.record(end.event(row, by: .holder(nil), at: now), on: connection)
    return true
  }

  /// Puts a new login of the same enterprise in the place of a former session: what was granted there hangs on the new
  /// one from now on, so that logging out ends it too.
  static func replace(
    _ former: SessionID, by successor: SessionID, recordedBy pen: AuditPen?, at now: NumericDate,
    on connection: any SQLConnection
  ) throws {
    let row = try connection.row(
      "DELETE FROM sessions WHERE session_id = $1 RETURNING session_id, uscc, formers", [.text(former.value)])
    if let row {
      try pen?.record(SessionEnd.renewed.event(row, by: .holder(nil), at: now), on: connection)
      // A client that logs out with an ID token of the former session means this one.
      let formers = (try row.text(2).parts(between: " ", keepingEmpty: false) + [former.value[...]]).suffix(
        Session.formersKept)
      try connection.run(
        "UPDATE sessions SET formers = $2 WHERE session_id = $1",
        [.text(successor.value), .text(formers.joined(separator: " "))])
    }
    try connection.run(
      "UPDATE grants SET session_id = $2 WHERE session_id = $1", [.text(former.value), .text(successor.value)])
    try handOver(from: former, to: successor, on: connection)
  }

  /// Reads the columns in the order of every query here.
  static func session(_ row: SQLRow) throws -> Session {
    guard let id = SessionID(try row.text(0)), let presentation = PresentationID(try row.text(1)) else {
      throw StoreError.corrupt("a session cannot be read")
    }
    return Session(
      id: id, presentationID: presentation, uscc: try row.text(2), acr: try row.text(3),
      amr: try row.text(4).parts(between: " ", keepingEmpty: false).map(String.init), authTime: try row.date(5),
      lastSeen: try row.date(6), expiresAt: try row.date(7), isShared: try row.bool(8),
      approvals: try SessionApprovals(stored: try row.text(9)).approvals,
      formers: try row.text(10).parts(between: " ", keepingEmpty: false).compactMap { SessionID(String($0)) })
  }
}

extension SQLSessionStore {
  /// Ends every session and revokes every grant, in one transaction: after it, everybody logs in anew and nothing can be
  /// refreshed. Answers how many sessions there were.
  package func endAll(at now: NumericDate) async throws -> Int {
    let pen = audit?.pen()
    return try await database.write { connection in
      try SQLGrantStore.revokeAll(at: now, on: connection)
      try Self.tell(ofEnd: .all, at: now, on: connection)
      let count = try connection.run("DELETE FROM sessions", [])
      if let pen {
        // One leaf for all: whose they were is in the leaves of their logins.
        try pen.record(
          AuditEvent(.sessionEnded, by: pen.actor, object: "all", reason: "\(count) sessions ended together", at: now),
          on: connection)
      }
      return count
    }
  }
}
