import Hummingbird
package import OAuthHTTP
package import SQLStore

/// Whether the process lives, and whether it can do its work: a proxy sends requests only to those that are ready.
package struct HealthRoom: Room {
  private let database: any SQLDatabase

  package init(database: any SQLDatabase) { self.database = database }

  package var endpoints: [Endpoint] {
    [
      .get("/health/live") { _, _ in .text("live\n") },
      .get("/health/ready") { _, _ in
        do {
          _ = try await database.read { try $0.rows("SELECT 1", []) }
          return .text("ready\n")
        } catch {
          return .text("the database does not answer\n", status: .serviceUnavailable)
        }
      },
    ]
  }
}
