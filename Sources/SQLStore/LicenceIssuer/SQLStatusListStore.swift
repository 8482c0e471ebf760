package import LicenceIssuer
import ELicence

/// What the status lists say, from the table of credentials.
package struct SQLStatusListStore: StatusListStore {
  private let database: any SQLDatabase

  /// The lists in this database.
  package init(_ database: any SQLDatabase) { self.database = database }

  package func version(of list: Int) async throws -> Int? {
    try await database.read { try $0.row("SELECT version FROM status_lists WHERE id = $1", [.int(list)])?.int(0) }
  }

  package func snapshot(of list: Int) async throws -> StatusListSnapshot? {
    try await database.scan { connection in
      guard
        let found = try connection.row("SELECT version, restored_at FROM status_lists WHERE id = $1", [.int(list)])
      else { return nil }
      let isRestored = !found.isNull(1)
      let rows =
        isRestored
        ? try connection.rows("SELECT list_index, status FROM credentials WHERE list_id = $1", [.int(list)])
        : try connection.rows(
          "SELECT list_index, status FROM credentials WHERE list_id = $1 AND status <> 0", [.int(list)])
      return StatusListSnapshot(
        version: try found.int(0),
        entries: try rows.map { row in
          guard let status = StatusList.Status(rawValue: UInt8(clamping: try row.integer(1))) else {
            throw StoreError.corrupt("credentials.status")
          }
          return StatusListSnapshot.Entry(index: try row.int(0), status: status)
        }, otherwise: isRestored ? .invalid : .valid)
    }
  }
}
