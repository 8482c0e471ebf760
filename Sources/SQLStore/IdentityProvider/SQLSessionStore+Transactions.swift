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
  static func end(_ id: SessionID, at now: NumericDate, on connection: any SQLConnection) throws -> Bool {
    let row = try connection.row(
      "DELETE FROM sessions WHERE session_id = $1 RETURNING is_shared, expires_at, seen_at + idle_allowance",
      [.text(id.value)])
    guard let row else { return false }
    try SQLGrantStore.revoke(session: id, includingOutliving: try row.bool(0), at: now, on: connection)
    // A row that had run out was no session any more.
    return try row.date(1) > now && row.date(2) > now
  }

  /// Puts a new login of the same enterprise in the place of a former session: what was granted there hangs on the new
  /// one from now on, so that logging out ends it too.
  static func replace(_ former: SessionID, by successor: SessionID, on connection: any SQLConnection) throws {
    try connection.run("DELETE FROM sessions WHERE session_id = $1", [.text(former.value)])
    try connection.run(
      "UPDATE grants SET session_id = $2 WHERE session_id = $1", [.text(former.value), .text(successor.value)])
  }

  /// Reads the columns in the order of every query here.
  static func session(_ row: SQLRow) throws -> Session {
    guard let id = SessionID(try row.text(0)), let presentation = PresentationID(try row.text(1)) else {
      throw StoreError.corrupt("a session cannot be read")
    }
    return Session(
      id: id, presentationID: presentation, uscc: try row.text(2), acr: try row.text(3),
      amr: try row.text(4).split(separator: " ").map(String.init), authTime: try row.date(5),
      lastSeen: try row.date(6), expiresAt: try row.date(7), isShared: try row.bool(8),
      approvals: try SessionApprovals(stored: try row.text(9)).approvals)
  }
}

extension SQLSessionStore {
  /// Ends every session and revokes every grant, in one transaction: after it, everybody logs in anew and nothing can be
  /// refreshed. Answers how many sessions there were.
  package func endAll(at now: NumericDate) async throws -> Int {
    try await database.write { connection in
      try SQLGrantStore.revokeAll(at: now, on: connection)
      return try connection.run("DELETE FROM sessions", [])
    }
  }
}
