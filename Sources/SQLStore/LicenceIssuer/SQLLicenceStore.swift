// The licence issuer's stores. What one of them changes about a licence or a holder reaches the credentials through
// `SQLConnection+Credentials.swift`, inside the same transaction.

import AuditLog
package import ELicence
package import JOSE
package import LicenceIssuer

/// The register in tables.
package struct SQLLicenceStore: LicenceStore, SQLTables {
  let database: any SQLDatabase

  private let audit: SQLAuditLog?
  private let documents: SQLIdentityDocuments?

  /// The register in this database. With `audit`, in the same database, changes are recorded with them; without
  /// `documents` no identity document is taken in.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil, documents: SQLIdentityDocuments? = nil) {
    self.database = database
    self.audit = audit
    self.documents = documents
  }

  package static let migrations = [
    Migration(
      name: "licences 1",
      statements: [
        """
        CREATE TABLE licences (
          uscc TEXT NOT NULL PRIMARY KEY, entity_name TEXT, state TEXT NOT NULL, particulars TEXT NOT NULL,
          version BIGINT NOT NULL, registered_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
          import_number BIGINT, import_line BIGINT
        )
        """,
        "CREATE INDEX licences_by_name ON licences (entity_name, uscc)",
        """
        CREATE TABLE licence_changes (
          uscc TEXT NOT NULL REFERENCES licences (uscc), version BIGINT NOT NULL, at BIGINT NOT NULL,
          reason TEXT NOT NULL, facts_before TEXT NOT NULL, facts_after TEXT NOT NULL, PRIMARY KEY (uscc, version)
        )
        """,
        """
        CREATE TABLE licence_imports (
          number BIGINT NOT NULL PRIMARY KEY, at BIGINT NOT NULL, registered BIGINT NOT NULL, changed BIGINT NOT NULL,
          unchanged BIGINT NOT NULL
        )
        """,
        // The known licences of the import in progress, with their lines; empty between imports.
        "CREATE TABLE licence_import_lines (uscc TEXT NOT NULL PRIMARY KEY, line BIGINT NOT NULL)",
      ])
  ]

  package func licence(_ uscc: CreditCode) async throws -> RegisteredLicence? {
    try await database.read { try $0.licence(uscc) }
  }

  package func count() async throws -> Int {
    try await database.scan { try $0.row("SELECT COUNT(*) FROM licences")?.int(0) ?? 0 }
  }

  package func history(of uscc: CreditCode, limit: Int) async throws -> [LicenceChange] {
    try await database.read { connection in
      let rows = try connection.rows(
        """
        SELECT version, at, reason, facts_before, facts_after FROM licence_changes WHERE uscc = $1
        ORDER BY version DESC LIMIT $2
        """, [.text(uscc.value), .int(limit)])
      return try rows.reversed().map { row in
        LicenceChange(
          version: try row.int(0), at: try row.date(1), reason: try row.text(2), before: try row.object(3),
          after: try row.object(4))
      }
    }
  }

  package func change(
    _ uscc: CreditCode, reason: String, at now: NumericDate,
    _ change: @escaping @Sendable (RegisteredFacts) throws(RegistryRefusal) -> RegisteredFacts
  ) async throws -> RegisteredLicence {
    let pen = audit?.pen()
    return try await database.write { connection in
      guard let old = try connection.licence(uscc) else { throw RegistryRefusal.unknownLicence(uscc) }
      let facts = try change(RegisteredFacts(old.particulars, old.state))
      guard let new = try connection.replace(old, by: facts, reason: reason, at: now) else {
        throw RegistryRefusal.nothingChanges
      }
      if let pen {
        try pen.record(
          AuditEvent(.licenceChanged, by: pen.actor, licence: uscc.value, reason: reason, at: now), on: connection)
      }
      return new
    }
  }

  package func importing<T: Sendable>(
    at now: NumericDate, _ body: @escaping @Sendable (any LicenceImport) throws -> T
  ) async throws -> T {
    let pen = audit?.pen()
    return try await database.write { [documents] connection in
      let lines = try SQLLicenceImport(connection, documents: documents, at: now)
      let result = try body(lines)
      try lines.finish()
      if let pen {
        try pen.record(
          AuditEvent(.licencesImported, by: pen.actor, object: lines.object, reason: lines.summary, at: now),
          on: connection)
      }
      return result
    }
  }
}
