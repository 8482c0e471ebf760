import Foundation
import SQLStore

extension OperatorDesk.Settings {
  /// Whether operators are enrolled at the server of these settings. The database is only looked at, also one that is yet
  /// to be brought up to date.
  var isGuarded: Bool {
    get async throws {
      // Looking must not make a file.
      if let file = server.database.file, !FileManager.default.fileExists(atPath: file) { return false }
      return try await server.database.opened { try await Self.isGuarded($0) }
    }
  }

  /// Whether operators are enrolled in a database. One from before there were operators has none.
  static func isGuarded(_ database: any SQLDatabase) async throws -> Bool {
    guard try await database.appliedMigrations().contains(SQLOperatorStore.migrations[0].name) else { return false }
    return try await SQLOperatorStore(database).hasOperators()
  }
}
