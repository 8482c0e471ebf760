package import IdentityProvider
import JOSE
import OAuth

/// Keeps who has fetched which keys. Rows of clients and keys that are gone go with the next note.
package struct SQLKeyFetchStore: KeyFetchStore, SQLTables {
  private let database: any SQLDatabase

  /// In this database.
  package init(_ database: any SQLDatabase) { self.database = database }

  package static let migrations = [
    Migration(
      name: "key fetches 1 create",
      statements: [
        """
        CREATE TABLE client_activity (
          client_id TEXT NOT NULL PRIMARY KEY, seen_at BIGINT NOT NULL, fetched_at BIGINT
        )
        """,
        """
        CREATE TABLE key_fetches (
          client_id TEXT NOT NULL, kid TEXT NOT NULL, fetched_at BIGINT NOT NULL, PRIMARY KEY (client_id, kid)
        )
        """,
      ])
  ]

  package func note(_ sightings: [ClientSighting]) async throws {
    try await database.write { connection in
      for sighting in sightings {
        let isClient = try connection.row("SELECT 1 FROM clients WHERE client_id = $1", [.text(sighting.client.value)])
        guard isClient != nil else { continue }
        try connection.run(
          """
          INSERT INTO client_activity (client_id, seen_at, fetched_at) VALUES ($1, $2, $3)
          ON CONFLICT (client_id) DO UPDATE SET seen_at = excluded.seen_at,
            fetched_at = COALESCE(excluded.fetched_at, client_activity.fetched_at)
          """,
          [
            .text(sighting.client.value), .date(sighting.at), sighting.kids.isEmpty ? .null : .date(sighting.at),
          ])
        for kid in sighting.kids {
          try connection.run(
            """
            INSERT INTO key_fetches (client_id, kid, fetched_at) VALUES ($1, $2, $3)
            ON CONFLICT (client_id, kid) DO UPDATE SET fetched_at = excluded.fetched_at
            """,
            [.text(sighting.client.value), .text(kid), .date(sighting.at)])
        }
      }
      try connection.run(
        """
        DELETE FROM key_fetches WHERE client_id NOT IN (SELECT client_id FROM clients)
          OR kid NOT IN (SELECT kid FROM signing_keys WHERE state <> 'removed')
        """, [])
      try connection.run("DELETE FROM client_activity WHERE client_id NOT IN (SELECT client_id FROM clients)", [])
    }
  }

  package func readers() async throws -> [KeyReader] {
    let (activity, fetches) = try await database.scan { connection in
      (
        try connection.rows(
          """
          SELECT client_id, seen_at, fetched_at FROM client_activity
          WHERE client_id IN (SELECT client_id FROM clients) ORDER BY client_id
          """, []),
        try connection.rows("SELECT client_id, kid, fetched_at FROM key_fetches", [])
      )
    }
    var kids: [String: [String: NumericDate]] = [:]
    for row in fetches { kids[try row.text(0), default: [:]][try row.text(1)] = try row.date(2) }
    return try activity.map { row in
      let name = try row.text(0)
      guard let client = ClientID(name) else { throw StoreError.corrupt("a client's activity cannot be read") }
      return KeyReader(
        client: client, seenAt: try row.date(1), fetchedAt: try row.dateIfPresent(2), kids: kids[name] ?? [:])
    }
  }
}
