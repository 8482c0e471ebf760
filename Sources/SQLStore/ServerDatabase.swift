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
  /// Refuses further work, finishes what waits, and lets go of the database. Closing twice is closing once.
  func close() async throws
}
