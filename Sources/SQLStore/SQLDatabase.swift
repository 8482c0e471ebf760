// The door to a database: three verbs, one SQL text for every engine.
// Stores (beside this file and in the folders named after their server) keep the rooms' promises through it;
// an engine (the `SQLite` folder) is all that differs.

/// A database that keeps what it has acknowledged.
///
/// Bodies are synchronous and have no effect but through their connection: an engine may run one again when its
/// transaction was undone by the engine itself.
package protocol SQLDatabase: Sendable {
  /// Runs `body` on one consistent snapshot that contains every write acknowledged before the call. For a few rows that
  /// are found by an index: an engine may hold the caller's thread meanwhile.
  func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

  /// The same for what goes through many rows, and may take its time.
  func scan<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

  /// Runs `body` alone, as if in its own transaction, and returns when its effect is durable.
  ///
  /// A body that throws leaves nothing behind; its error is thrown as it is. Bodies run in the order in which
  /// `write` was called.
  @discardableResult
  func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T
}

extension SQLDatabase {
  package func scan<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await read(body)
  }
}
