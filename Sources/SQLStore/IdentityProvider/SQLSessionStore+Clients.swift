package import IdentityProvider
import JOSE
import OAuth

/// Which sessions ended, for the clients that were told of them.
enum EndedSessions {
  case one(SessionID)
  /// All of an enterprise, by its credit code.
  case licence(String)
  /// All that stand on licences of a region.
  case region(String)
  case all
}

// The clients of a session: noted when they get a code, told when it ends.
extension SQLSessionStore {
  package func told(of id: SessionID) async throws -> [ToldClient] {
    try await database.read { connection in
      try connection.rows(
        "SELECT client_id, sid FROM session_clients WHERE session_id = $1 ORDER BY client_id, sid", [.text(id.value)]
      ).map { row in
        guard let client = ClientID(try row.text(0)), let session = SessionID(try row.text(1)) else {
          throw StoreError.corrupt("a session's client cannot be read")
        }
        return ToldClient(client: client, session: session)
      }
    }
  }

  /// Notes that a client is told of a session, which must live. Within another store's transaction.
  static func note(
    _ client: ClientID, _ subject: String, in session: SessionID, on connection: any SQLConnection
  ) throws {
    try connection.run(
      """
      INSERT INTO session_clients (session_id, client_id, sid, subject, delivery_id, expires_at)
      SELECT session_id, $2, session_id, $3, $4, expires_at FROM sessions WHERE session_id = $1
      ON CONFLICT (session_id, client_id, sid) DO NOTHING
      """,
      [.text(session.value), .text(client.value), .text(subject), .text(DeliveryID.generate().value)])
  }

  /// The clients of a session follow to the one that takes its place. They know it by its former name, and learn the new
  /// one when they refresh.
  static func handOver(
    from former: SessionID, to successor: SessionID, on connection: any SQLConnection
  ) throws {
    let clients = try connection.rows(
      """
      UPDATE session_clients
      SET session_id = $2, expires_at = (SELECT expires_at FROM sessions WHERE session_id = $2)
      WHERE session_id = $1 RETURNING client_id, subject
      """, [.text(former.value), .text(successor.value)])
    for row in clients {
      guard let client = ClientID(try row.text(0)) else { continue }
      try note(client, try row.text(1), in: successor, on: connection)
    }
  }

  /// Puts into the outbox that sessions are over, for every client that was told of them and wants to hear it. Before
  /// their rows go, within another store's transaction.
  static func tell(ofEnd ended: EndedSessions, at now: NumericDate, on connection: any SQLConnection) throws {
    switch ended {
    case .one(let id):
      try connection.run("UPDATE session_clients SET ended = 1 WHERE session_id = $1", [.text(id.value)])
    case .licence(let uscc):
      try connection.run(
        """
        UPDATE session_clients SET ended = 1
        WHERE session_id IN (SELECT session_id FROM sessions WHERE uscc = $1)
        """, [.text(uscc)])
    case .region(let name):
      try connection.run(
        """
        UPDATE session_clients SET ended = 1 WHERE session_id IN (
          SELECT session_id FROM sessions
          WHERE presentation_id IN (SELECT presentation_id FROM presentations WHERE region = $1))
        """, [.text(name)])
    case .all: try connection.run("UPDATE session_clients SET ended = 1")
    }
    try SQLDeliveryStore.takeEnded(at: now, on: connection)
  }

  /// A holder took back what was approved for a client: running sessions forget it, and the client is told that they are
  /// over for it. Within another store's transaction.
  static func forget(
    _ client: ClientID, uscc: String, holderKey: String, at now: NumericDate, on connection: any SQLConnection
  ) throws {
    let sessions = try connection.rows(
      """
      UPDATE sessions SET seen_at = seen_at WHERE uscc = $1 AND presentation_id IN (
        SELECT presentation_id FROM presentations WHERE holder_key = $2)
      RETURNING session_id, approvals
      """, [.text(uscc), .text(holderKey)])
    for row in sessions {
      var approvals = try SessionApprovals(stored: try row.text(1))
      approvals.remove(client)
      try connection.run(
        "UPDATE sessions SET approvals = $2 WHERE session_id = $1", [.text(try row.text(0)), .text(approvals.text)])
      try connection.run(
        "UPDATE session_clients SET ended = 1 WHERE session_id = $1 AND client_id = $2",
        [.text(try row.text(0)), .text(client.value)])
    }
    try SQLDeliveryStore.takeEnded(at: now, on: connection)
  }

  /// Of sessions that end by themselves, only those on shared computers concern their clients: somebody else sits there
  /// next. On a computer of one's own a portal's login lives as long as the portal says.
  static func tell(
    ofSharedEnd row: SQLRow, isShared: Bool, at now: NumericDate, on connection: any SQLConnection
  ) throws {
    guard isShared, let id = SessionID(try row.text(0)) else { return }
    try tell(ofEnd: .one(id), at: now, on: connection)
  }
}
