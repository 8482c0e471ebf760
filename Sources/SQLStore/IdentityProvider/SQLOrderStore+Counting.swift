package import IdentityProvider
package import JOSE

extension SQLOrderStore {
  /// How many orders are under way, by state. Found by the index on when rows go, so that what is counted is what lives
  /// and what ended a short while ago.
  package static func waiting(in database: any SQLDatabase, at now: NumericDate) async throws -> [OrderState: Int] {
    try await database.scan { connection in
      var counts: [OrderState: Int] = [.created: 0, .scanned: 0, .approved: 0]
      for row in try connection.rows(
        """
        SELECT state, COUNT(*) FROM orders
        WHERE expires_at > $1 AND ends_at > $1 AND state IN ('created', 'scanned', 'approved') GROUP BY state
        """, [.date(now)])
      {
        if let state = OrderState(rawValue: try row.text(0)) { counts[state] = try row.int(1) }
      }
      return counts
    }
  }
}
