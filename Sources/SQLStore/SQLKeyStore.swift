package import AuditLog
import JOSE
package import KeyCustody
import LibCrypto

/// Keeps signing keys and server secrets, sealed as they come.
package struct SQLKeyStore: KeyStore {
  private let database: any SQLDatabase
  private let origin: (@Sendable () -> AuditOrigin)?

  /// With what tells the origin of what is done, the steps in the lives of keys are recorded in the audit log of the
  /// same database.
  package init(_ database: any SQLDatabase, audited origin: (@Sendable () -> AuditOrigin)? = nil) {
    self.database = database
    self.origin = origin
  }

  package func contents() async throws -> KeyRingContents {
    try await database.read { try Self.contents(on: $0) }
  }

  package func version() async throws -> Int64 {
    try await database.read { connection in
      try connection.row("SELECT version FROM key_ring WHERE id = 1")?.integer(0) ?? 0
    }
  }

  @discardableResult
  package func change(
    by rule: @escaping @Sendable (KeyRingContents) throws -> [KeyChange]
  ) async throws -> [KeyChange] {
    let pen = origin.map { AuditPen(origin: $0(), secrets: nil) }
    return try await database.write { connection in
      let changes = try rule(try Self.contents(on: connection))
      for change in changes {
        try Self.apply(change, on: connection)
        try pen?.record(change, on: connection)
      }
      if !changes.isEmpty {
        try connection.run("UPDATE key_ring SET version = version + 1 WHERE id = 1")
        connection.announce(.keys)
      }
      return changes
    }
  }
}

extension SQLKeyStore {
  package func note(_ follower: KeyFollower) async throws {
    try await database.write { connection in
      try connection.run("DELETE FROM key_followers WHERE seen_at < $1", [.date(follower.seenAt - 86_400)])
      try connection.run(
        """
        INSERT INTO key_followers (instance, host, encryption_keys, version, seen_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (instance) DO UPDATE SET encryption_keys = $3, version = $4, seen_at = $5
        """,
        [
          .text(follower.instance), .text(follower.host), .text(follower.encryptionKeys.joined(separator: " ")),
          .integer(follower.version), .date(follower.seenAt),
        ])
    }
  }

  package func followers() async throws -> [KeyFollower] {
    try await database.read { connection in
      try connection.rows("SELECT instance, host, encryption_keys, version, seen_at FROM key_followers", []).map {
        row in
        KeyFollower(
          instance: try row.text(0), host: try row.text(1),
          encryptionKeys: try row.text(2).split(separator: " ").map(String.init), version: try row.integer(3),
          seenAt: try row.date(4))
      }
    }
  }
}

extension SQLKeyStore: SQLTables {
  package static let migrations = [
    Migration(
      name: "keys 1",
      statements: [
        """
        CREATE TABLE key_ring (
          id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
          version BIGINT NOT NULL,
          longest_maximum_age BIGINT NOT NULL
        )
        """,
        "INSERT INTO key_ring (id, version, longest_maximum_age) VALUES (1, 0, 0)",
        """
        CREATE TABLE signing_keys (
          kid TEXT NOT NULL PRIMARY KEY,
          key_use TEXT NOT NULL,
          algorithm TEXT NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('announced', 'signing', 'retired', 'removed')),
          public_key TEXT NOT NULL,
          private_key BLOB,
          certificate_chain TEXT,
          created_at BIGINT NOT NULL,
          announced_at BIGINT NOT NULL,
          signs_from BIGINT NOT NULL,
          retires_at BIGINT NOT NULL,
          removes_at BIGINT NOT NULL,
          promoted_at BIGINT,
          retired_at BIGINT,
          removed_at BIGINT,
          CHECK ((state = 'removed') = (private_key IS NULL)),
          CHECK (announced_at <= signs_from AND signs_from < retires_at AND retires_at < removes_at)
        )
        """,
        // The schema itself keeps a slot from having two keys that sign, or two that wait to.
        "CREATE UNIQUE INDEX signing_keys_one_signing ON signing_keys (key_use, algorithm) WHERE state = 'signing'",
        "CREATE UNIQUE INDEX signing_keys_one_announced ON signing_keys (key_use, algorithm) WHERE state = 'announced'",
        """
        CREATE TABLE server_secrets (
          purpose TEXT NOT NULL,
          id TEXT NOT NULL,
          sealed BLOB NOT NULL,
          created_at BIGINT NOT NULL,
          active_from BIGINT NOT NULL,
          retires_at BIGINT,
          PRIMARY KEY (purpose, id)
        )
        """,
      ]),
    Migration(
      name: "keys 2",
      statements: [
        "ALTER TABLE key_ring ADD COLUMN encryption_key_id TEXT",
        "ALTER TABLE signing_keys ADD COLUMN location TEXT",
        """
        CREATE TABLE key_followers (
          instance TEXT NOT NULL PRIMARY KEY,
          host TEXT NOT NULL,
          encryption_keys TEXT NOT NULL,
          version BIGINT NOT NULL,
          seen_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX key_followers_seen ON key_followers (seen_at)",
      ]),
    Migration(
      name: "keys 3", statements: ["ALTER TABLE key_ring ADD COLUMN former_encryption_keys TEXT"]),
  ]
}
