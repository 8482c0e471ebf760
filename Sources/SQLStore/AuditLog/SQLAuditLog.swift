// The audit log in tables. Leaves and full nodes are only ever added; the one thing that is ever taken away is sealed
// personal detail. Other stores append by an `AuditPen` inside their own transactions.

package import AuditLog
package import JOSE
package import KeyCustody

/// Keeps the audit log.
package struct SQLAuditLog: AuditStore, SQLTables {
  let database: any SQLDatabase
  let secrets: ServerSecrets
  private let origin: @Sendable () -> AuditOrigin

  /// In this database. `origin` tells of the request that is being answered.
  package init(
    _ database: any SQLDatabase, secrets: ServerSecrets, origin: @escaping @Sendable () -> AuditOrigin = { .none }
  ) {
    self.database = database
    self.secrets = secrets
    self.origin = origin
  }

  package static let migrations = [
    Migration(
      name: "audit 1",
      statements: [
        "CREATE TABLE audit_tree (id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1), size BIGINT NOT NULL)",
        "INSERT INTO audit_tree (id, size) VALUES (1, 0)",
        // What is beside `leaf` repeats it, to be searched by.
        """
        CREATE TABLE audit_leaves (
          leaf_index BIGINT NOT NULL PRIMARY KEY, leaf BLOB NOT NULL, sealed BLOB, at BIGINT NOT NULL,
          action TEXT NOT NULL, outcome TEXT NOT NULL, client_id TEXT, licence TEXT, object TEXT, request_id TEXT
        )
        """,
        """
        CREATE TABLE audit_nodes (
          level BIGINT NOT NULL, position BIGINT NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, position)
        )
        """,
        """
        CREATE TABLE audit_checkpoints (
          tree_size BIGINT NOT NULL PRIMARY KEY, signed TEXT NOT NULL, at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE audit_gates (
          gate TEXT NOT NULL PRIMARY KEY, action TEXT NOT NULL, hour BIGINT NOT NULL, passed BIGINT NOT NULL
        )
        """,
      ])
  ]

  /// What appends inside a transaction; taken before it, while the request is known.
  package func pen() -> AuditPen { AuditPen(origin: origin(), secrets: secrets) }

  package func record(_ event: AuditEvent, bound: String?) async throws {
    let pen = pen()
    try await database.write { connection in
      if let bound, try !Self.passes(bound, event.action, at: event.at, on: connection) { return }
      try pen.record(event, on: connection)
    }
  }

  package func size() async throws -> Int { try await database.read { try Self.size(on: $0) } }

  package func checkpoint(
    origin: String, at now: NumericDate, sign: @escaping @Sendable (Checkpoint) throws -> SignedCheckpoint
  ) async throws -> SignedCheckpoint? {
    // Looking costs no write; a log that rests is asked every minute.
    let isDue = try await database.read { connection in
      let newest = try Self.latestCheckpoint(on: connection)
      return try newest?.unverified.size != Self.size(on: connection)
        || Self.hasClosedGates(at: now, on: connection)
    }
    guard isDue else { return try await latestCheckpoint() }
    let pen = AuditPen(origin: .none, secrets: secrets)
    return try await database.write { connection in
      try Self.settleGates(by: pen, at: now, on: connection)
      let newest = try Self.latestCheckpoint(on: connection)
      let size = try Self.size(on: connection)
      guard size > 0, newest?.unverified.size != size else { return newest }
      let root = try Self.tree(size, on: connection).root()
      let signed = try sign(Checkpoint(origin: origin, size: size, root: root))
      try connection.run(
        "INSERT INTO audit_checkpoints (tree_size, signed, at) VALUES ($1, $2, $3)",
        [.int(size), .text(signed.compact), .date(now)])
      return signed
    }
  }

  package func eraseDetails(_ policy: RetentionPolicy, by actor: AuditActor, at now: NumericDate) async throws -> Int {
    let pen = pen()
    return try await database.write { connection in
      let limit = policy.limit(at: now)
      let range = try connection.row(
        "SELECT MIN(leaf_index), MAX(leaf_index) FROM audit_leaves WHERE sealed IS NOT NULL AND at < $1",
        [.date(limit)])
      guard let range, let first = try range.integerIfPresent(0), let last = try range.integerIfPresent(1) else {
        return 0
      }
      let count = try connection.run(
        "UPDATE audit_leaves SET sealed = NULL WHERE sealed IS NOT NULL AND at < $1", [.date(limit)])
      try pen.record(
        AuditEvent(
          .detailsErased, by: actor, object: ErasedRange(Int(first)..<Int(last) + 1).text,
          reason: "\(policy.days) days", at: now), on: connection)
      return count
    }
  }
}
