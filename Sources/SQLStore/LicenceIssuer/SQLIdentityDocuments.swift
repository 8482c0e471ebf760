import ELicence
import JOSE
package import KeyCustody

/// Identity documents, sealed: the register is public, they are not. A representative's belongs to the licence, whose
/// particulars name the person; a manager's or an agent's to the holder. A row's bytes open under their owner only, and a
/// document goes when the person does.
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
      ]),
    Migration(
      name: "holder_documents 1",
      statements: [
        """
        CREATE TABLE holder_documents (
          uscc TEXT NOT NULL REFERENCES licences (uscc), holder_id TEXT NOT NULL, sealed BLOB NOT NULL,
          PRIMARY KEY (uscc, holder_id)
        )
        """
      ]),
  ]

  /// The document of a licence's representative.
  func document(of uscc: CreditCode, at now: NumericDate, on connection: any SQLConnection) throws -> IdentityDocument?
  {
    try connection.row("SELECT sealed FROM representative_documents WHERE uscc = $1", [.text(uscc.value)])
      .map { try open(try $0.blob(0), Self.context(uscc), at: now) }
  }

  /// Keeps a representative's document; false when it was known.
  func keep(
    _ document: IdentityDocument, of uscc: CreditCode, at now: NumericDate, on connection: any SQLConnection
  ) throws -> Bool {
    guard try self.document(of: uscc, at: now, on: connection) != document else { return false }
    try connection.run(
      """
      INSERT INTO representative_documents (uscc, sealed) VALUES ($1, $2)
      ON CONFLICT (uscc) DO UPDATE SET sealed = excluded.sealed
      """, [.text(uscc.value), .blob(try seal(document, Self.context(uscc), at: now))])
    return true
  }

  /// Forgets the document of a representative who is none any more.
  static func forget(of uscc: CreditCode, on connection: any SQLConnection) throws {
    try connection.run("DELETE FROM representative_documents WHERE uscc = $1", [.text(uscc.value)])
  }

  private static func context(_ uscc: CreditCode) -> String { "representative_documents \(uscc.value)" }

  func seal(_ document: IdentityDocument, _ context: String, at now: NumericDate) throws -> [UInt8] {
    try secrets.seal(document.json.serialized(), .register, associatedData: Array(context.utf8), at: now)
  }

  func open(_ sealed: [UInt8], _ context: String, at now: NumericDate) throws -> IdentityDocument {
    do {
      let bytes = try secrets.open(sealed, .register, associatedData: Array(context.utf8), at: now)
      guard let document = IdentityDocument(stored: try JSON(parsing: bytes)) else {
        throw StoreError.corrupt("an identity document: \(context)")
      }
      return document
    } catch is SealRefusal {
      throw StoreError.corrupt("an identity document: \(context)")
    }
  }
}
