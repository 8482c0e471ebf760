import AuditLog
package import IdentityProvider
package import JOSE
package import OAuth

/// Keeps what software registered of itself, in the rows of the clients, and the initial access tokens.
package struct SQLRegistrationStore: RegistrationStore, SQLTables {
  let database: any SQLDatabase
  let audit: SQLAuditLog?

  /// In this database. With `audit`, in the same database, changes are recorded with them.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "registrations 1 create",
      statements: [
        "ALTER TABLE clients ADD COLUMN access_token BLOB",
        "ALTER TABLE clients ADD COLUMN former_access_token BLOB",
        "ALTER TABLE clients ADD COLUMN terms TEXT",
        "ALTER TABLE clients ADD COLUMN registered_at BIGINT",
        "CREATE INDEX clients_registered ON clients (registered_at)",
        """
        CREATE TABLE initial_access_tokens (
          id TEXT NOT NULL PRIMARY KEY, digest BLOB NOT NULL UNIQUE, purpose TEXT NOT NULL, terms TEXT NOT NULL,
          uses_left BIGINT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX initial_access_tokens_expiry ON initial_access_tokens (expires_at)",
      ])
  ]

  package static let expiring = [
    ExpiringRows(
      table: "initial_access_tokens",
      deletion: """
        DELETE FROM initial_access_tokens WHERE id IN (
          SELECT id FROM initial_access_tokens WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """)
  ]

  package static let endings = [
    // Uses that were made since the backup are not known any more.
    RestoreEnding(
      what: "initial access tokens ended",
      statement: "UPDATE initial_access_tokens SET uses_left = 0 WHERE uses_left > 0 AND created_at <= $1")
  ]

  package func terms(
    of token: SecretDigest<InitialAccessTokenSecret>, at now: NumericDate
  ) async throws -> RegistrationTerms? {
    try await database.read { connection in
      try connection.row(
        "SELECT terms FROM initial_access_tokens WHERE digest = $1 AND uses_left > 0 AND expires_at > $2",
        [.blob(token.bytes), .date(now)])
    }.map { try RegistrationTerms($0, 0) }
  }

  package func register(
    _ registration: NewRegistration, by token: SecretDigest<InitialAccessTokenSecret>?, most: Int, at now: NumericDate
  ) async throws -> RegistrationOutcome {
    let pen = audit?.pen()
    let client = registration.client
    return try await database.write { connection in
      let count = try connection.row("SELECT COUNT(*) FROM clients WHERE registered_at IS NOT NULL")?.int(0) ?? 0
      guard count < most else { return .full }
      if let token {
        let used = try connection.run(
          """
          UPDATE initial_access_tokens SET uses_left = uses_left - 1
          WHERE digest = $1 AND uses_left > 0 AND expires_at > $2
          """,
          [.blob(token.bytes), .date(now)])
        guard used == 1 else { return .tokenUsedUp }
      }
      try connection.run(
        """
        INSERT INTO clients (
          client_id, document, secret, changed_at, access_token, terms, registered_at, is_resource_server)
        VALUES ($1, $2, $3, $4, $5, $6, $4, 0)
        """,
        [
          .text(client.id.value), .text(client.document.text), .blob(orNull: registration.secret?.bytes), .date(now),
          .blob(registration.accessToken.bytes), .text(registration.terms.json.text),
        ])
      try SQLClientStore.raiseVersion(connection)
      try pen?.record(.clientAdded, client.id, by: .anonymous, "registered itself", at: now, on: connection)
      return .registered
    }
  }

  package func registration(
    _ id: ClientID, token: SecretDigest<RegistrationAccessTokenSecret>
  ) async throws -> Registration? {
    guard let row = try await database.read({ try Self.row(id, on: $0) }), let found = try StoredRegistration(row),
      found.isManaged(by: token)
    else { return nil }
    if found.formerAccessToken != nil, found.accessToken == token {
      try await database.write { connection in
        try connection.run(
          "UPDATE clients SET former_access_token = NULL WHERE client_id = $1 AND access_token = $2",
          [.text(id.value), .blob(token.bytes)])
      }
    }
    return found.registration
  }

  package func change(
    _ client: Client, secret: SecretDigest<ClientSecret>?, keepingFormerUntil: NumericDate,
    by presented: SecretDigest<RegistrationAccessTokenSecret>, to next: SecretDigest<RegistrationAccessTokenSecret>,
    at now: NumericDate
  ) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      // Looked at again where it is written: an operator may have suspended it, or taken it over, meanwhile.
      guard let row = try Self.row(client.id, on: connection), let found = try StoredRegistration(row),
        found.isManaged(by: presented), found.registration.isSelfManaged
      else { return false }
      try connection.run(
        """
        UPDATE clients SET document = $2, former_secret = CASE WHEN $8 = 0 THEN NULL ELSE secret END,
          former_secret_until = $4, secret = $3, former_access_token = $5, access_token = $6, changed_at = $7,
          is_told_of_logouts = $9
        WHERE client_id = $1
        """,
        [
          .text(client.id.value), .text(client.document.text), .blob(orNull: secret?.bytes), .date(keepingFormerUntil),
          .blob(presented.bytes), .blob(next.bytes), .date(now), .bool(secret != nil),
          .bool(client.backChannelLogout != nil),
        ])
      try SQLClientStore.raiseVersion(connection)
      try pen?.record(
        .clientChanged, client.id, by: .client(client.id.value), "changed itself", at: now, on: connection)
      return true
    }
  }

  package func remove(
    _ id: ClientID, by presented: SecretDigest<RegistrationAccessTokenSecret>, at now: NumericDate
  ) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      guard let row = try Self.row(id, on: connection), let found = try StoredRegistration(row),
        found.isManaged(by: presented), found.registration.isSelfManaged
      else { return false }
      try connection.run("DELETE FROM clients WHERE client_id = $1", [.text(id.value)])
      try SQLClientStore.raiseVersion(connection)
      try pen?.record(.clientRemoved, id, by: .client(id.value), "removed itself", at: now, on: connection)
      return true
    }
  }

  private static func row(_ id: ClientID, on connection: any SQLConnection) throws -> SQLRow? {
    try connection.row(
      """
      SELECT document, secret, former_secret, former_secret_until, access_token, former_access_token, terms,
        registered_at
      FROM clients WHERE client_id = $1 AND access_token IS NOT NULL
      """,
      [.text(id.value)])
  }
}

/// A row of a client that registered itself, with the tokens that manage it.
private struct StoredRegistration {
  let registration: Registration
  let accessToken: SecretDigest<RegistrationAccessTokenSecret>
  let formerAccessToken: SecretDigest<RegistrationAccessTokenSecret>?

  /// Nil where the client is out of service.
  init?(_ row: SQLRow) throws {
    let client = try Client(document: try JSON(parsing: Array(try row.text(0).utf8)))
    guard !client.suspended else { return nil }
    accessToken = SecretDigest(bytes: try row.blob(4))
    formerAccessToken = try row.blobIfPresent(5).map { SecretDigest(bytes: $0) }
    let record = ClientRecord(
      client: client, secret: try row.blobIfPresent(1).map { SecretDigest(bytes: $0) },
      formerSecret: try row.blobIfPresent(2).map { SecretDigest(bytes: $0) },
      formerSecretUntil: try row.dateIfPresent(3))
    registration = Registration(
      record: record, terms: try RegistrationTerms(row, 6), registeredAt: try row.date(7))
  }

  /// Both digests are compared, in constant time.
  func isManaged(by token: SecretDigest<RegistrationAccessTokenSecret>) -> Bool {
    let (current, former) = (accessToken == token, formerAccessToken.map { $0 == token } ?? false)
    return current || former
  }
}

extension RegistrationTerms {
  /// From a column of a row.
  init(_ row: SQLRow, _ column: Int) throws {
    guard let terms = RegistrationTerms(stored: try JSON(parsing: Array(try row.text(column).utf8))) else {
      throw StoreError.corrupt("terms of a registration cannot be read")
    }
    self = terms
  }
}

extension AuditPen {
  fileprivate func record(
    _ action: AuditAction, _ client: ClientID, by actor: AuditActor, _ reason: String, at now: NumericDate,
    on connection: any SQLConnection
  ) throws {
    try record(AuditEvent(action, by: actor, client: client.value, reason: reason, at: now), on: connection)
  }
}
