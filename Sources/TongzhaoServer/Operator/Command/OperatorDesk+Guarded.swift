import Foundation
import SQLStore

extension OperatorDesk.Settings {
  /// Whether operators are enrolled at the server of these settings. The database is only looked at, also one that is yet
  /// to be brought up to date.
  var isGuarded: Bool {
    get async throws {
      // Looking must not make a file.
      if let file = server.database.file, !FileManager.default.fileExists(atPath: file) { return false }
      let database = try server.database.open(readers: 1)
      do {
        // A database from before there were operators has none.
        let knowsOperators = try await database.appliedMigrations().contains(SQLOperatorStore.migrations[0].name)
        let isGuarded = knowsOperators ? try await SQLOperatorStore(database).hasOperators() : false
        try await database.close()
        return isGuarded
      } catch {
        try? await database.close()
        throw error
      }
    }
  }
}
