package import IdentityProvider
package import JOSE

/// Keeps what operators stop. What a measure ends is in SQLEmergencyStore+Ending.
package struct SQLEmergencyStore: EmergencyStore, SQLTables {
  let database: any SQLDatabase
  let audit: SQLAuditLog?

  /// In this database. With `audit`, in the same database, what a measure ends is recorded as it ends.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "emergency 1 create",
      statements: [
        """
        CREATE TABLE emergency_lockdown (
          singleton BIGINT NOT NULL PRIMARY KEY CHECK (singleton = 1),
          level TEXT NOT NULL CHECK (level IN ('logins', 'everything')),
          cause TEXT NOT NULL CHECK (cause IN ('maintenance', 'security', 'upstream')),
          reason TEXT NOT NULL, since BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE blocked_licences (
          uscc TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL, since BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE emergency_version (
          singleton BIGINT NOT NULL PRIMARY KEY CHECK (singleton = 1), version BIGINT NOT NULL
        )
        """,
        "INSERT INTO emergency_version (singleton, version) VALUES (1, 0)",
        "CREATE INDEX grants_client ON grants (client_id)",
        "CREATE INDEX sessions_uscc ON sessions (uscc)",
      ])
  ]

  package func state() async throws -> EmergencyState {
    try await database.read { connection in
      let lockdown = try connection.row("SELECT level, cause, reason, since FROM emergency_lockdown")
        .map { row in
          guard let level = Lockdown.Level(rawValue: try row.text(0)),
            let cause = Lockdown.Cause(rawValue: try row.text(1))
          else { throw StoreError.corrupt("a lockdown cannot be read") }
          return Lockdown(level: level, cause: cause, reason: try row.text(2), since: try row.date(3))
        }
      let blocked = try connection.rows("SELECT uscc, reason, since FROM blocked_licences")
        .map { BlockedLicence(uscc: try $0.text(0), reason: try $0.text(1), since: try $0.date(2)) }
      return EmergencyState(version: try Self.version(connection), lockdown: lockdown, blocked: blocked)
    }
  }

  package func version() async throws -> Int { try await database.read(Self.version) }

  package func lock(_ lockdown: Lockdown) async throws {
    try await database.write { connection in
      try connection.run(
        """
        INSERT INTO emergency_lockdown (singleton, level, cause, reason, since) VALUES (1, $1, $2, $3, $4)
        ON CONFLICT (singleton) DO UPDATE SET level = excluded.level, cause = excluded.cause,
          reason = excluded.reason, since = excluded.since
        """,
        [
          .text(lockdown.level.rawValue), .text(lockdown.cause.rawValue), .text(lockdown.reason),
          .date(lockdown.since),
        ])
      try Self.tick(connection)
    }
  }

  package func unlock() async throws -> Bool {
    try await database.write { connection in
      guard try connection.run("DELETE FROM emergency_lockdown") == 1 else { return false }
      try Self.tick(connection)
      return true
    }
  }

  package func block(_ licence: BlockedLicence, at now: NumericDate) async throws -> EmergencyReach {
    let pen = audit?.pen()
    return try await database.write { connection in
      try connection.run(
        """
        INSERT INTO blocked_licences (uscc, reason, since) VALUES ($1, $2, $3)
        ON CONFLICT (uscc) DO UPDATE SET reason = excluded.reason
        """,
        [.text(licence.uscc), .text(licence.reason), .date(licence.since)])
      try Self.tick(connection)
      return try Self.end(.licence(licence.uscc), by: pen, at: now, on: connection)
    }
  }

  package func unblock(_ uscc: String) async throws -> Bool {
    try await database.write { connection in
      guard try connection.run("DELETE FROM blocked_licences WHERE uscc = $1", [.text(uscc)]) == 1 else { return false }
      try Self.tick(connection)
      return true
    }
  }

  private static func tick(_ connection: any SQLConnection) throws {
    try connection.run("UPDATE emergency_version SET version = version + 1")
    connection.announce(.emergencies)
  }

  private static func version(_ connection: any SQLConnection) throws -> Int {
    try connection.row("SELECT version FROM emergency_version")?.int(0) ?? 0
  }
}
