package import IdentityProvider
package import JOSE
package import OAuth

// What operators do with the outbox.
extension SQLDeliveryStore {
  /// The oldest first, at most `limit`; all states and clients when nil.
  package func list(
    _ state: DeliveryState?, client: ClientID?, limit: Int
  ) async throws -> [StoredDelivery] {
    try await database.read { connection in
      try connection.rows(
        """
        SELECT delivery_id, client_id, sid, subject, attempts, created_at, ping, due_at, lease_owner, last_result,
          last_at
        FROM deliveries
        WHERE (client_id = $1 OR $1 IS NULL) AND ((due_at IS NULL) = ($2 = 1) OR $2 IS NULL)
        ORDER BY created_at, delivery_id LIMIT $3
        """,
        [
          .text(orNull: client?.value), state.map { .bool($0 == .abandoned) } ?? .null, .int(limit),
        ]
      ).map(StoredDelivery.init)
    }
  }

  /// One delivery.
  package func delivery(_ id: DeliveryID) async throws -> StoredDelivery? {
    try await database.read { connection in
      try connection.row(
        """
        SELECT delivery_id, client_id, sid, subject, attempts, created_at, ping, due_at, lease_owner, last_result,
          last_at
        FROM deliveries WHERE delivery_id = $1
        """, [.text(id.value)]
      ).map(StoredDelivery.init)
    }
  }

  /// Has deliveries tried at once, with all their tries before them again; those under way stay so. Tells how many.
  package func retry(_ choice: DeliveryChoice, at now: NumericDate) async throws -> Int {
    try await database.write { connection in
      switch choice {
      case .one(let id):
        try connection.run(
          """
          UPDATE deliveries SET due_at = $2, attempts = 0, expires_at = $3
          WHERE delivery_id = $1 AND lease_owner IS NULL
          """, [.text(id.value), .date(now), .date(now + Self.life)])
      case .client(let client):
        try connection.run(
          """
          UPDATE deliveries SET due_at = $2, attempts = 0, expires_at = $3
          WHERE client_id = $1 AND lease_owner IS NULL
          """, [.text(client.value), .date(now), .date(now + Self.life)])
      }
    }
  }

  /// Gives deliveries up. Tells how many.
  package func drop(_ choice: DeliveryChoice) async throws -> Int {
    try await database.write { connection in
      switch choice {
      case .one(let id):
        try connection.run("DELETE FROM deliveries WHERE delivery_id = $1", [.text(id.value)])
      case .client(let client):
        try connection.run("DELETE FROM deliveries WHERE client_id = $1", [.text(client.value)])
      }
    }
  }
}
