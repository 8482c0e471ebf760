import Foundation
package import JOSE
package import SQLStore

/// The engines on which every store keeps its promises. Conformance tests take one as their argument:
/// ``@Test(arguments: StoreEngine.allCases) func `…`(engine: StoreEngine)``.
package enum StoreEngine: String, Sendable, CaseIterable {
  case sqlite

  /// Gives `body` a fresh database with the tables of `schema`, and removes it afterwards.
  package func withDatabase<T: Sendable>(
    _ schema: Schema, at now: NumericDate = NumericDate(1_800_000_000),
    _ body: (any SQLDatabase) async throws -> T
  ) async throws -> T {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(path: folder + "/store.sqlite")
      try await database.migrate(schema.migrations, at: now)
      do {
        let result = try await body(database)
        try await database.close()
        return result
      } catch {
        try await database.close()
        throw error
      }
    }
  }
}

/// Gives `body` the path of a fresh folder, and removes it afterwards with all it holds.
package func withTemporaryFolder<T>(_ body: (String) async throws -> T) async throws -> T {
  let folder = FileManager.default.temporaryDirectory.appending(path: "tongzhao-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder.path)
}
