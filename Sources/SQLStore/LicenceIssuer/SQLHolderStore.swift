import AuditLog
package import ELicence
package import JOSE
package import LicenceIssuer

/// Who holds which licence, in a table.
package struct SQLHolderStore: HolderStore, SQLTables {
  private let database: any SQLDatabase
  private let audit: SQLAuditLog?

  /// The holders in this database. With `audit`, in the same database, changes are recorded with them.
  package init(_ database: any SQLDatabase, audit: SQLAuditLog? = nil) {
    self.database = database
    self.audit = audit
  }

  package static let migrations = [
    Migration(
      name: "holders 1",
      statements: [
        """
        CREATE TABLE holders (
          uscc TEXT NOT NULL REFERENCES licences (uscc), holder_id TEXT NOT NULL, role TEXT NOT NULL, name TEXT,
          delegation TEXT, appointed_at BIGINT NOT NULL, withdrawn_at BIGINT, grants BIGINT NOT NULL,
          PRIMARY KEY (uscc, holder_id)
        )
        """
      ])
  ]

  package func holders(of uscc: CreditCode) async throws -> [RegisteredHolder] {
    try await database.read { try $0.holders(of: uscc) }
  }

  package func withdraw(_ holderID: String, from uscc: CreditCode, at now: NumericDate) async throws -> Bool {
    let pen = audit?.pen()
    return try await database.write { connection in
      guard try connection.withdraw(holderID, from: uscc, at: now) else { return false }
      if let pen {
        try pen.record(
          AuditEvent(
            .holderWithdrawn, by: pen.actor, licence: uscc.value, object: pen.pseudonym(holderID, at: now),
            personal: ["holder": .string(holderID)], at: now),
          on: connection)
      }
      return true
    }
  }
}
