package import AuditLog
package import JOSE

// What may be forgotten: sealed details, after their retention. Leaves and the tree stay as they are.
extension SQLAuditLog {
  /// So many leaves at a time, between which everybody else has his turn.
  static let erasedTogether = 1000

  package func eraseDetails(_ policy: RetentionPolicy, by actor: AuditActor, at now: NumericDate) async throws -> Int {
    var total = 0
    var erased: Int
    repeat {
      erased = try await eraseSome(policy, by: actor, at: now)
      total += erased
    } while erased >= Self.erasedTogether
    return total
  }

  private func eraseSome(_ policy: RetentionPolicy, by actor: AuditActor, at now: NumericDate) async throws -> Int {
    let pen = pen()
    let limit = policy.limit(at: now)
    // Looking costs no write.
    let isDue = try await database.read { connection in
      try connection.row(
        "SELECT 1 FROM audit_leaves WHERE sealed IS NOT NULL AND at < $1 ORDER BY at LIMIT 1", [.date(limit)]) != nil
    }
    guard isDue else { return 0 }
    return try await database.write { connection in
      let rows = try connection.rows(
        """
        UPDATE audit_leaves SET sealed = NULL WHERE leaf_index IN (
          SELECT leaf_index FROM audit_leaves WHERE sealed IS NOT NULL AND at < $1 ORDER BY at, leaf_index LIMIT $2)
        RETURNING leaf_index
        """,
        [.date(limit), .int(Self.erasedTogether)])
      let indices = try rows.map { try $0.int(0) }
      guard let first = indices.min(), let last = indices.max() else { return 0 }
      try pen.record(
        AuditEvent(
          .detailsErased, by: actor, object: ErasedRange(first..<last + 1).text, reason: "\(policy.days) days", at: now),
        on: connection)
      return indices.count
    }
  }
}
