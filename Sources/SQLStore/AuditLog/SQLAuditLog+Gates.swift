import AuditLog
import JOSE

// What anybody can cause is bounded: so many an hour are recorded, the rest is counted.
extension SQLAuditLog {
  /// So many events of one action and one bound are recorded in an hour of the clock.
  package static let perHour = 20
  /// So many different bounds are kept apart in an hour; those beyond share one.
  static let mostGates = 200
  /// So many events of one action are recorded in an hour, whatever their bounds: who has two hundred names at hand has
  /// no more than this.
  package static let mostPerHour = 1000

  static func passes(
    _ bound: String, _ action: AuditAction, at now: NumericDate, on connection: any SQLConnection
  ) throws -> Bool {
    let hour = now.seconds / 3600
    var gate = "\(action.rawValue) \(hour) \(bound.prefix(200))"
    let known = try connection.row("SELECT 1 FROM audit_gates WHERE gate = $1", [.text(gate)])
    if known == nil {
      let count = try connection.row("SELECT COUNT(*) FROM audit_gates WHERE gate NOT LIKE 'all %'")?.int(0) ?? 0
      if count >= mostGates { gate = "\(action.rawValue) \(hour)" }
    }
    let row = try connection.row(
      """
      INSERT INTO audit_gates (gate, action, hour, passed) VALUES ($1, $2, $3, 1)
      ON CONFLICT (gate) DO UPDATE SET passed = audit_gates.passed + 1 RETURNING passed
      """,
      [.text(gate), .text(action.rawValue), .integer(hour)])
    guard try (row?.int(0) ?? 0) <= perHour else { return false }
    let all = try connection.row(
      """
      INSERT INTO audit_gates (gate, action, hour, passed) VALUES ($1, $2, $3, 1)
      ON CONFLICT (gate) DO UPDATE SET passed = audit_gates.passed + 1 RETURNING passed
      """,
      [.text("all \(action.rawValue) \(hour)"), .text(action.rawValue), .integer(hour)])
    return try (all?.int(0) ?? 0) <= mostPerHour
  }

  static func hasClosedGates(at now: NumericDate, on connection: any SQLConnection) throws -> Bool {
    try connection.row("SELECT 1 FROM audit_gates WHERE hour < $1 LIMIT 1", [.integer(now.seconds / 3600)]) != nil
  }

  /// Records how many events of past hours were not recorded one by one: one leaf for each action.
  static func settleGates(by pen: AuditPen, at now: NumericDate, on connection: any SQLConnection) throws {
    let hour = now.seconds / 3600
    let rows = try connection.rows(
      """
      SELECT action, CAST(SUM(passed - CASE WHEN gate LIKE 'all %' THEN $3 ELSE $2 END) AS BIGINT) FROM audit_gates
      WHERE hour < $1 AND passed > CASE WHEN gate LIKE 'all %' THEN $3 ELSE $2 END GROUP BY action ORDER BY action
      """,
      [.integer(hour), .int(perHour), .int(mostPerHour)])
    for row in rows {
      try pen.record(
        AuditEvent(
          .eventsSuppressed, by: .server, object: try row.text(0), reason: "\(try row.integer(1)) more", at: now),
        on: connection)
    }
    try connection.run("DELETE FROM audit_gates WHERE hour < $1", [.integer(hour)])
  }
}
