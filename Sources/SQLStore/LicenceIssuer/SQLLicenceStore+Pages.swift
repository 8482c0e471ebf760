import ELicence
package import LicenceIssuer

extension SQLLicenceStore {
  package func licences(_ query: LicenceQuery, after cursor: LicenceCursor?, limit: Int) async throws -> LicencePage {
    try await page(limit: limit) { connection, limit in
      switch query {
      case .all:
        return try connection.rows(
          """
          SELECT particulars, state, version, registered_at, changed_at FROM licences WHERE uscc > $1
          ORDER BY uscc LIMIT $2
          """, [.text(cursor?.uscc.value ?? ""), .int(limit)])
      case .codePrefix(let prefix):
        return try connection.rows(
          """
          SELECT particulars, state, version, registered_at, changed_at FROM licences
          WHERE uscc >= $1 AND uscc < $2 AND uscc > $3 ORDER BY uscc LIMIT $4
          """,
          [.text(prefix), .text(prefix + Self.end), .text(cursor?.uscc.value ?? ""), .int(limit)])
      case .namePrefix(let prefix):
        return try connection.rows(
          """
          SELECT particulars, state, version, registered_at, changed_at FROM licences
          WHERE entity_name >= $1 AND entity_name < $2 AND (entity_name, uscc) > ($3, $4)
          ORDER BY entity_name, uscc LIMIT $5
          """,
          [
            .text(prefix), .text(prefix + Self.end), .text(cursor?.entityName ?? ""), .text(cursor?.uscc.value ?? ""),
            .int(limit),
          ])
      }
    }
  }

  /// Behind every text that continues the prefix, in the order of bytes that both engines keep.
  private static let end = "\u{10FFFF}"

  /// Asks for one more than is wanted, to know whether there is a next page.
  private func page(
    limit: Int, _ rows: @escaping @Sendable (any SQLConnection, Int) throws -> [SQLRow]
  ) async throws -> LicencePage {
    let licences = try await database.scan { connection in
      try rows(connection, limit + 1).map { try RegisteredLicence(row: $0) }
    }
    let shown = Array(licences.prefix(limit))
    return LicencePage(
      licences: shown, next: licences.count > limit ? shown.last.map { LicenceCursor(after: $0) } : nil)
  }
}
