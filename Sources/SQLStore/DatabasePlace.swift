/// Where a server's database is.
package enum DatabasePlace: Sendable, Hashable {
  /// An SQLite file.
  case file(String)
  case postgreSQL(PostgreSQLAddress)

  /// Opens it. A file that is missing is made; a database on a server must be there.
  package func open(readers: Int = 4) throws(StoreError) -> any ServerDatabase {
    switch self {
    case .file(let path): try SQLiteDatabase(path: path, readers: readers)
    case .postgreSQL(let address): PostgreSQLDatabase(address, readers: readers)
    }
  }

  /// Gives it to `body`, and closes it.
  package func opened<T>(readers: Int = 1, _ body: (any ServerDatabase) async throws -> T) async throws -> T {
    let database = try open(readers: readers)
    do {
      let result = try await body(database)
      try await database.close()
      return result
    } catch {
      try? await database.close()
      throw error
    }
  }

  /// The file's path; nil when it is none.
  package var file: String? {
    guard case .file(let path) = self else { return nil }
    return path
  }
}

extension DatabasePlace: CustomStringConvertible {
  /// As the settings name it, without a password.
  package var description: String {
    switch self {
    case .file(let path): path
    case .postgreSQL(let address): address.description
    }
  }
}
