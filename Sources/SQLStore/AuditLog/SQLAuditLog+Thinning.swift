package import JOSE

extension SQLAuditLog {
  package func thinCheckpoints(before limit: NumericDate) async throws -> Int {
    var total = 0
    var gone: Int
    repeat {
      // One goes when the next one is of the same day; the last of each day has none.
      gone = try await database.write { connection in
        try connection.run(
          """
          DELETE FROM audit_checkpoints WHERE tree_size IN (
            SELECT c.tree_size FROM audit_checkpoints c
            WHERE c.at < $1 AND c.at / 86400 = (
              SELECT n.at FROM audit_checkpoints n WHERE n.tree_size > c.tree_size ORDER BY n.tree_size LIMIT 1) / 86400
            ORDER BY c.at LIMIT $2)
          """,
          [.date(limit), .int(Self.thinnedTogether)])
      }
      total += gone
    } while gone >= Self.thinnedTogether
    return total
  }

  /// So many checkpoints at a time, between which everybody else has his turn.
  private static let thinnedTogether = 1000
}
