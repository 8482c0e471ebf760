import ELicence
import JOSE
package import KeyCustody

/// The representatives' identity documents, sealed: the register is public, they are not. A row's bytes open under its
/// licence only, and a document goes when its representative does.
package struct SQLIdentityDocuments: SQLTables, Sendable {
  private let secrets: ServerSecrets

  /// Sealed under the secret of purpose `register`.
  package init(secrets: ServerSecrets) { self.secrets = secrets }

  package static let migrations = [
    Migration(
      name: "representative_documents 1",
      statements: [
        """
        CREATE TABLE representative_documents (
          uscc TEXT NOT NULL PRIMARY KEY REFERENCES licences (uscc), sealed BLOB NOT NULL
        )
        """
      ])
  ]

  /// The document of a licence's representative.
  func document(of uscc: CreditCode, at now: NumericDate, on connection: any SQLConnection) throws -> IdentityDocument?
  {
    guard
      let sealed = try connection.row(
        "SELECT sealed FROM representative_documents WHERE uscc = $1", [.text(uscc.value)])?.blob(0)
    else { return nil }
    do {
      let bytes = try secrets.open(sealed, .register, associatedData: Self.associatedData(uscc), at: now)
      guard let document = IdentityDocument(stored: try JSON(parsing: bytes)) else {
        throw StoreError.corrupt("representative_documents.sealed")
      }
      return document
    } catch is SealRefusal {
      throw StoreError.corrupt("representative_documents.sealed")
    }
  }

  /// Keeps a document; false when it was known.
  func keep(
    _ document: IdentityDocument, of uscc: CreditCode, at now: NumericDate, on connection: any SQLConnection
  ) throws -> Bool {
    guard try self.document(of: uscc, at: now, on: connection) != document else { return false }
    let sealed = try secrets.seal(
      document.json.serialized(), .register, associatedData: Self.associatedData(uscc), at: now)
    try connection.run(
      """
      INSERT INTO representative_documents (uscc, sealed) VALUES ($1, $2)
      ON CONFLICT (uscc) DO UPDATE SET sealed = excluded.sealed
      """, [.text(uscc.value), .blob(sealed)])
    return true
  }

  /// Forgets the document of a representative who is none any more.
  static func forget(of uscc: CreditCode, on connection: any SQLConnection) throws {
    try connection.run("DELETE FROM representative_documents WHERE uscc = $1", [.text(uscc.value)])
  }

  private static func associatedData(_ uscc: CreditCode) -> [UInt8] {
    Array("representative_documents \(uscc.value)".utf8)
  }
}
