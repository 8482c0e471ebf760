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
      ]),
    Migration(
      name: "audit 2 indexes",
      statements: [
        // Each leads a search, and answers it newest first.
        "CREATE INDEX audit_by_time ON audit_leaves (at, leaf_index)",
        "CREATE INDEX audit_by_action ON audit_leaves (action, at, leaf_index)",
        "CREATE INDEX audit_by_refusal ON audit_leaves (at, leaf_index) WHERE outcome = 'refused'",
        "CREATE INDEX audit_by_client ON audit_leaves (client_id, at, leaf_index) WHERE client_id IS NOT NULL",
        "CREATE INDEX audit_by_licence ON audit_leaves (licence, at, leaf_index) WHERE licence IS NOT NULL",
        "CREATE INDEX audit_by_object ON audit_leaves (object, at, leaf_index) WHERE object IS NOT NULL",
        "CREATE INDEX audit_by_request ON audit_leaves (request_id, at, leaf_index) WHERE request_id IS NOT NULL",
        "CREATE INDEX audit_by_details ON audit_leaves (at, leaf_index) WHERE sealed IS NOT NULL",
      ]),
    Migration(
      name: "audit 3 checkpoints by date",
      statements: ["CREATE INDEX audit_checkpoints_by_date ON audit_checkpoints (at)"]),
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
    origin: String, at now: NumericDate, sign: @escaping @Sendable (Checkpoint) async throws -> SignedCheckpoint
  ) async throws -> SignedCheckpoint? {
    // Looking costs no write; a log that rests is asked every minute.
    let isDue = try await database.read { connection in
      let newest = try Self.latestCheckpoint(on: connection)
      return try newest?.unverified.size != Self.size(on: connection)
        || Self.hasClosedGates(at: now, on: connection)
    }
    guard isDue else { return try await latestCheckpoint() }
    let pen = AuditPen(origin: .none, secrets: secrets)
    let due: Checkpoint? = try await database.write { connection in
      try Self.settleGates(by: pen, at: now, on: connection)
      let size = try Self.size(on: connection)
      guard size > 0, try Self.latestCheckpoint(on: connection)?.unverified.size != size else { return nil }
      return Checkpoint(origin: origin, size: size, root: try Self.tree(size, on: connection).root())
    }
    guard let due else { return try await latestCheckpoint() }
    // Outside of every transaction: the key may be in hardware, which takes its time.
    let signed = try await sign(due)
    return try await database.write { connection in
      // Another process may have been faster; a checkpoint that was stored stays.
      if let newest = try Self.latestCheckpoint(on: connection), newest.unverified.size >= due.size { return newest }
      try connection.run(
        "INSERT INTO audit_checkpoints (tree_size, signed, at) VALUES ($1, $2, $3)",
        [.int(due.size), .text(signed.compact), .date(now)])
      return signed
    }
  }
}
