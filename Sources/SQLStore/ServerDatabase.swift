/// A database that a server opens, looks after and closes.
package protocol ServerDatabase: SQLDatabase {
  /// How many writes wait for the transaction after the present one.
  var waitingWrites: Int { get }
  /// How many bytes it takes up.
  func size() async throws -> Int
  /// What is found wrong with it every day, in the engine's words; empty when nothing is.
  func quickProblems() async throws -> [String]
  /// The same by everything that the engine can look at, however long that takes.
  func integrityProblems() async throws -> [String]
  /// How many rows every table has, by its name.
  func rowCounts() async throws -> [String: Int]
  /// What other processes announce to have changed (``SQLConnection/announce(_:)``), and everything after a time in
  /// which nobody could hear it; nil where the engine announces nothing.
  func announcements() -> AsyncStream<SharedState>?
  /// Refuses further work, finishes what waits, and lets go of the database. Closing twice is closing once.
  func close() async throws
}

extension ServerDatabase {
  package func announcements() -> AsyncStream<SharedState>? { nil }
}
