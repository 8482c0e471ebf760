import ELicence
import JOSE
import LicenceIssuer

extension SQLIdentityDocuments {
  /// What a credential of this licence in this person's hand carries.
  func document(
    of holder: Holder, of licence: RegisteredLicence, at now: NumericDate, on connection: any SQLConnection
  ) throws -> IdentityDocument? {
    switch holder.role {
    case .legalRepresentative:
      guard holder.name == licence.particulars.representativeName else { return nil }
      return try document(of: licence.uscc, at: now, on: connection)
    case .licenceManager, .agent:
      return try document(ofHolder: holder.id, of: licence.uscc, at: now, on: connection)
    }
  }

  /// Keeps a manager's or an agent's document; false when it was known.
  func keep(
    _ document: IdentityDocument, ofHolder id: String, of uscc: CreditCode, at now: NumericDate,
    on connection: any SQLConnection
  ) throws -> Bool {
    guard try self.document(ofHolder: id, of: uscc, at: now, on: connection) != document else { return false }
    try connection.run(
      """
      INSERT INTO holder_documents (uscc, holder_id, sealed) VALUES ($1, $2, $3)
      ON CONFLICT (uscc, holder_id) DO UPDATE SET sealed = excluded.sealed
      """, [.text(uscc.value), .text(id), .blob(try seal(document, Self.context(id, uscc), at: now))])
    return true
  }

  /// Forgets the document of a person who holds the licence no longer, or who turned out to be another.
  static func forget(holder id: String, of uscc: CreditCode, on connection: any SQLConnection) throws {
    try connection.run(
      "DELETE FROM holder_documents WHERE uscc = $1 AND holder_id = $2", [.text(uscc.value), .text(id)])
  }

  private func document(
    ofHolder id: String, of uscc: CreditCode, at now: NumericDate, on connection: any SQLConnection
  ) throws -> IdentityDocument? {
    try connection.row(
      "SELECT sealed FROM holder_documents WHERE uscc = $1 AND holder_id = $2", [.text(uscc.value), .text(id)]
    ).map { try open(try $0.blob(0), Self.context(id, uscc), at: now) }
  }

  private static func context(_ id: String, _ uscc: CreditCode) -> String { "holder_documents \(uscc.value) \(id)" }
}
