package import ELicence
package import JOSE
package import LicenceIssuer

/// Who holds which licence, in a table.
package struct SQLHolderStore: HolderStore, SQLTables {
  private let database: any SQLDatabase

  /// The holders in this database.
  package init(_ database: any SQLDatabase) { self.database = database }

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
    try await database.write { try $0.withdraw(holderID, from: uscc, at: now) }
  }
}
