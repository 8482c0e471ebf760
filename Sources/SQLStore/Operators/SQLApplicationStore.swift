package import IdentityProvider
package import JOSE
package import OAuth

/// Keeps departments' applications. An application is decided once.
package struct SQLApplicationStore: SQLTables, Sendable {
  private let database: any SQLDatabase
  private let audit: SQLAuditLog?

  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "client applications 1 create",
      statements: [
        """
        CREATE TABLE client_applications (
          number INTEGER PRIMARY KEY, document TEXT NOT NULL, contact TEXT NOT NULL, purpose TEXT NOT NULL,
          applied_by TEXT NOT NULL, applied_at BIGINT NOT NULL,
          outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'approved', 'rejected')),
          decided_by TEXT, decided_at BIGINT
        )
        """,
        "CREATE INDEX client_applications_outcome ON client_applications (outcome, number)",
      ]),
    Migration(
      name: "client applications 2 base", statements: ["ALTER TABLE client_applications ADD COLUMN base TEXT"]),
  ]

  /// What came of approving an application.
  package enum Approval: Sendable {
    case registered(RegisteredClient)
    /// Somebody decided it before, or who approves applied.
    case decidedBefore
    /// The registration is another one than the application was made from.
    case outdated
  }

  /// Enters an application that was made from `base`.
  package func apply(
    _ document: JSONObject, from base: JSONObject?, contact: String, purpose: String, by applicant: String,
    at now: NumericDate
  ) async throws -> StoredApplication {
    try await database.write { connection in
      try connection.row(
        """
        INSERT INTO client_applications (document, contact, purpose, applied_by, applied_at, outcome, base)
        VALUES ($1, $2, $3, $4, $5, 'pending', $6)
        RETURNING number, document, contact, purpose, applied_by, applied_at, outcome, decided_by, decided_at, base
        """,
        [
          .text(JSON.object(document).text), .text(contact), .text(purpose), .text(applicant), .date(now),
          base.map { .text(JSON.object($0).text) } ?? .null,
        ]
      ).map { try StoredApplication($0) }
    }.orCorrupt()
  }

  package func application(_ number: Int) async throws -> StoredApplication? {
    try await database.read { connection in
      try connection.row(
        """
        SELECT number, document, contact, purpose, applied_by, applied_at, outcome, decided_by, decided_at, base
        FROM client_applications WHERE number = $1
        """, [.int(number)])
    }.map { try StoredApplication($0) }
  }

  /// Those of one outcome, the oldest first, at most 500.
  package func applications(_ outcome: StoredApplication.Outcome) async throws -> [StoredApplication] {
    try await database.read { connection in
      try connection.rows(
        """
        SELECT number, document, contact, purpose, applied_by, applied_at, outcome, decided_by, decided_at, base
        FROM client_applications WHERE outcome = $1 ORDER BY number LIMIT 500
        """, [.text(outcome.rawValue)])
    }.map { try StoredApplication($0) }
  }

  /// Rejects an application.
  /// - Returns: false when it was decided before, or by who applied.
  package func reject(_ number: Int, by decider: String, at now: NumericDate) async throws -> Bool {
    try await database.write { try Self.decide(number, .rejected, by: decider, at: now, on: $0) }
  }

  /// Approves an application and registers its client, in one transaction. An approval is of a change of what was there
  /// when the change was asked for: it brings nothing back that others have taken away since.
  package func approve(
    _ application: StoredApplication, by decider: String, registering client: Client,
    offering secret: SecretDigest<ClientSecret>, at now: NumericDate
  ) async throws -> Approval {
    let pen = audit?.pen()
    return try await database.write { connection in
      let present = try SQLClientStore.record(client.id, on: connection)?.client.suspended(false).document.object
      guard present == application.base else { return .outdated }
      guard try Self.decide(application.number, .approved, by: decider, at: now, on: connection) else {
        return .decidedBefore
      }
      return .registered(try SQLClientStore.register(client, offering: secret, by: pen, at: now, on: connection))
    }
  }

  private static func decide(
    _ number: Int, _ outcome: StoredApplication.Outcome, by decider: String, at now: NumericDate,
    on connection: any SQLConnection
  ) throws -> Bool {
    try connection.run(
      """
      UPDATE client_applications SET outcome = $2, decided_by = $3, decided_at = $4
      WHERE number = $1 AND outcome = 'pending' AND applied_by <> $3
      """,
      [.int(number), .text(outcome.rawValue), .text(decider), .date(now)]) == 1
  }
}

extension Optional where Wrapped == StoredApplication {
  fileprivate func orCorrupt() throws -> StoredApplication {
    guard let self else { throw StoreError.corrupt("an application was not entered") }
    return self
  }
}
