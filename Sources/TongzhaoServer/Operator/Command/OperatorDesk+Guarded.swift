import Foundation
import SQLStore

extension OperatorDesk.Settings {
  /// Whether operators are enrolled at the server of these settings. The database is only looked at, also one that is yet
  /// to be brought up to date.
  var isGuarded: Bool {
    get async throws {
      guard FileManager.default.fileExists(atPath: server.database) else { return false }
      let database = try SQLiteDatabase(path: server.database, readers: 1)
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
