import Foundation
package import JOSE
package import SQLStore

/// The engines on which every store keeps its promises. Conformance tests take one as their argument:
/// ``@Test(arguments: StoreEngine.allCases) func `…`(engine: StoreEngine)``.
package enum StoreEngine: String, Sendable, CaseIterable {
  case sqlite, postgresql

  /// Gives `body` a fresh database with the tables of `schema`, and removes it afterwards.
  package func withDatabase<T: Sendable>(
    _ schema: Schema, at now: NumericDate = NumericDate(1_800_000_000),
    _ body: (any SQLDatabase) async throws -> T
  ) async throws -> T {
    try await withDatabases(1) { databases in
      try await databases[0].migrate(schema.migrations, at: now)
      return try await body(databases[0])
    }
  }

  /// Gives `body` several openings of one fresh database without tables, and removes it afterwards. To an engine these
  /// are what processes are: other connections, other locks.
  package func withDatabases<T: Sendable>(
    _ count: Int, _ body: ([any SQLDatabase]) async throws -> T
  ) async throws -> T {
    switch self {
    case .sqlite:
      return try await withTemporaryFolder { folder in
        let databases = try (0..<count).map { _ in try SQLiteDatabase(path: folder + "/store.sqlite") }
        return try await outcome(of: body, on: databases) { try await $0.close() }
      }
    case .postgresql:
      let address = try await PostgreSQLServer.shared.value.emptyAddress()
      let databases = (0..<count).map { _ in PostgreSQLDatabase(address, readers: 2, seconds: 120) }
      return try await outcome(of: body, on: databases) { await $0.close() }
    }
  }

  private func outcome<Database: SQLDatabase, T>(
    of body: ([any SQLDatabase]) async throws -> T, on databases: [Database], close: (Database) async throws -> Void
  ) async throws -> T {
    do {
      let result = try await body(databases)
      for database in databases { try await close(database) }
      return result
    } catch {
      for database in databases { try await close(database) }
      throw error
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
