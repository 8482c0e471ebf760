import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

/// Keeps client registrations. The number in `client_version` is raised in the transaction of every change.
package struct SQLClientStore: ClientStore, SQLTables {
  let database: any SQLDatabase
  let audit: SQLAuditLog?

  /// In this database. With `audit`, in the same database, changes are recorded with them.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "clients 1 create",
      statements: [
        """
        CREATE TABLE clients (
          client_id TEXT NOT NULL PRIMARY KEY, document TEXT NOT NULL, secret BLOB, changed_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE client_version (
          singleton BIGINT NOT NULL PRIMARY KEY CHECK (singleton = 1), version BIGINT NOT NULL
        )
        """,
        "INSERT INTO client_version (singleton, version) VALUES (1, 0)",
      ]),
    Migration(
      name: "clients 2 former secret",
      statements: [
        "ALTER TABLE clients ADD COLUMN former_secret BLOB",
        "ALTER TABLE clients ADD COLUMN former_secret_until BIGINT",
      ]),
    // Whether it is told of logouts; null where nobody has looked since.
    Migration(
      name: "clients 3 told of logouts",
      statements: ["ALTER TABLE clients ADD COLUMN is_told_of_logouts BIGINT"]),
    // Whether it reads others' access tokens; null where it was not written since, which says that it may.
    Migration(
      name: "clients 4 resource servers",
      statements: [
        "ALTER TABLE clients ADD COLUMN is_resource_server BIGINT",
        "CREATE INDEX clients_by_resource_server ON clients (is_resource_server)",
      ]),
  ]

  package func record(_ id: ClientID) async throws -> ClientRecord? {
    try await database.read { try Self.record(id, on: $0) }
  }

  /// The client, within another transaction.
  static func record(_ id: ClientID, on connection: any SQLConnection) throws -> ClientRecord? {
    let row = try connection.row(
      "SELECT document, secret, former_secret, former_secret_until FROM clients WHERE client_id = $1",
      [.text(id.value)])
    guard let row else { return nil }
    return ClientRecord(
      client: try Self.client(row), secret: try row.blobIfPresent(1).map { SecretDigest<ClientSecret>(bytes: $0) },
      formerSecret: try row.blobIfPresent(2).map { SecretDigest<ClientSecret>(bytes: $0) },
      formerSecretUntil: try row.dateIfPresent(3))
  }

  package func replaceSecret(
    of id: ClientID, by secret: SecretDigest<ClientSecret>, keepingFormerUntil: NumericDate, at now: NumericDate
  ) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      let count = try connection.run(
        """
        UPDATE clients SET former_secret = secret, former_secret_until = $3, secret = $2, changed_at = $4
        WHERE client_id = $1
        """,
        [.text(id.value), .blob(secret.bytes), .date(keepingFormerUntil), .date(now)])
      guard count == 1 else { return false }
      try Self.raiseVersion(connection)
      try pen?.record(.clientChanged, id, reason: "secret replaced", at: now, on: connection)
      return true
    }
  }

  package func save(_ client: Client, secret: SecretDigest<ClientSecret>?, at now: NumericDate) async throws {
    let pen = audit?.pen()
    try await database.write { connection in
      try Self.write(client, secret: secret, by: pen, at: now, on: connection)
    }
  }

  /// Writes a client within another transaction.
  static func write(
    _ client: Client, secret: SecretDigest<ClientSecret>?, by pen: AuditPen?, at now: NumericDate,
    on connection: any SQLConnection
  ) throws {
    // A client that no longer authenticates by a secret must not keep one that could be switched on again.
    let keepsSecret = client.authentication.usesSecret
    let isKnown = try connection.row("SELECT 1 FROM clients WHERE client_id = $1", [.text(client.id.value)]) != nil
    try connection.run(
      """
      INSERT INTO clients (client_id, document, secret, changed_at, is_told_of_logouts, is_resource_server)
      VALUES ($1, $2, $3, $4, $6, $7)
      ON CONFLICT (client_id) DO UPDATE SET document = excluded.document, changed_at = excluded.changed_at,
        is_told_of_logouts = excluded.is_told_of_logouts, is_resource_server = excluded.is_resource_server,
        secret = CASE WHEN $5 = 0 THEN NULL ELSE COALESCE(excluded.secret, clients.secret) END,
        former_secret = CASE WHEN $5 = 0 THEN NULL ELSE clients.former_secret END
      """,
      [
        .text(client.id.value), .text(client.document.text), keepsSecret ? .blob(orNull: secret?.bytes) : .null,
        .date(now), .bool(keepsSecret), .bool(client.backChannelLogout != nil),
        .bool(client.isResourceServer),
      ])
    try Self.raiseVersion(connection)
    try pen?.record(isKnown ? .clientChanged : .clientAdded, client.id, at: now, on: connection)
  }

  package func remove(_ id: ClientID, at now: NumericDate) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      guard try connection.run("DELETE FROM clients WHERE client_id = $1", [.text(id.value)]) == 1 else { return false }
      try Self.raiseVersion(connection)
      try pen?.record(.clientRemoved, id, at: now, on: connection)
      return true
    }
  }

  package func list(after: ClientID?, limit: Int) async throws -> [Client] {
    let rows = try await database.read { connection in
      try connection.rows(
        "SELECT document FROM clients WHERE client_id > $1 ORDER BY client_id LIMIT $2",
        [.text(after?.value ?? ""), .int(limit)])
    }
    return try rows.map(Self.client)
  }

  package func resourceServers() async throws -> [Client] {
    let rows = try await database.read { connection in
      try connection.rows("SELECT document FROM clients WHERE is_resource_server = 1 OR is_resource_server IS NULL")
    }
    return try rows.map(Self.client).filter(\.isResourceServer)
  }

  package func version() async throws -> Int {
    try await database.row("SELECT version FROM client_version")?.int(0) ?? 0
  }

  static func raiseVersion(_ connection: any SQLConnection) throws {
    try connection.run("UPDATE client_version SET version = version + 1")
    connection.announce(.clients)
  }

  private static func client(_ row: SQLRow) throws -> Client {
    try Client(document: try JSON(parsing: Array(try row.text(0).utf8)))
  }
}

extension AuditPen {
  fileprivate func record(
    _ action: AuditAction, _ client: ClientID, reason: String? = nil, at now: NumericDate,
    on connection: any SQLConnection
  ) throws {
    try record(AuditEvent(action, by: actor, client: client.value, reason: reason, at: now), on: connection)
  }
}
