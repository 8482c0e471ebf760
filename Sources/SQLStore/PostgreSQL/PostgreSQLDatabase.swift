import Tracing

// PostgreSQL through libpq: one writing connection with group commit, several reading ones for short questions and for
// long ones, each on a thread of its own. Any number of processes may share the database.

/// A database on a PostgreSQL server.
package final class PostgreSQLDatabase: SQLDatabase {
  private let address: PostgreSQLAddress
  private let seconds: Int
  private let outage: Outage
  private let texts = StatementTexts(PostgreSQLDialect.translate)
  private let readers: PostgreSQLThreads
  private let scanners: PostgreSQLThreads
  private let commits: PostgreSQLCommits

  /// Connections are made when they are needed, and made again when they are lost.
  /// - Parameter seconds: how long anybody waits for the server, for his turn and for other processes' transactions.
  package init(_ address: PostgreSQLAddress, readers: Int = 4, seconds: Int = 10) {
    self.address = address
    self.seconds = seconds
    outage = Outage(patience: .seconds(seconds))
    self.readers = PostgreSQLThreads("PostgreSQL reader", count: readers, address, seconds: seconds, outage: outage)
    scanners = PostgreSQLThreads("PostgreSQL scanner", count: 2, address, seconds: seconds, outage: outage)
    commits = PostgreSQLCommits(address, texts: texts, seconds: seconds, outage: outage)
  }

  /// How many writes wait for the transaction after the present one.
  package var waitingWrites: Int { commits.waitingCount }

  package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await ask(readers, in: Self.snapshot, body)
  }

  package func row(_ sql: StaticString, _ arguments: [SQLValue]) async throws -> SQLRow? {
    try await ask(readers, in: nil) { try $0.row(sql, arguments) }
  }

  package func scan<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await ask(scanners, in: Self.snapshot, body)
  }

  @discardableResult
  package func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    // What no request waits for is not part of any trace.
    guard ServiceContext.current != nil else { return try await commits.write(body) }
    return try await withSpan("database transaction", ofKind: .client) { span in
      span.attributes["db.system.name"] = "postgresql"
      span.attributes["db.operation.name"] = "transaction"
      return try await commits.write(body)
    }
  }

  package func announcements() -> AsyncStream<SharedState>? {
    PostgreSQLListener.announcements(at: address, seconds: seconds, outage: outage)
  }

  /// Refuses further work, finishes what waits, and closes the connections. Closing twice is closing once.
  package func close() async {
    await commits.close()
    await readers.close()
    await scanners.close()
  }

  private static let snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

  private func ask<T: Sendable>(
    _ threads: PostgreSQLThreads, in transaction: String?,
    _ body: @escaping @Sendable (any SQLConnection) throws -> T
  ) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      threads.perform(
        { [texts] session in
          Self.read(on: session, in: transaction, texts, body) { continuation.resume(with: $0) }
        }, orRefuse: { continuation.resume(throwing: $0) })
    }
  }

  /// A connection that was lost is noticed when it is used, and a newer program's migration may undo what stands in its
  /// way; a read may then be done once more.
  private static func read<T>(
    on session: PostgreSQLSession, in transaction: String?, _ texts: StatementTexts,
    _ body: (any SQLConnection) throws -> T, answer: (Result<T, any Error>) -> Void
  ) {
    var isFirst = true
    while true {
      let result = Result<T, any Error> {
        try session.connect()
        if let transaction { session.withhold(transaction) }
        return try body(PostgreSQLConnection(session: session, texts: texts))
      }
      if case .failure = result, session.isLost || session.mustRestart, isFirst {
        isFirst = false
        session.restart()
        continue
      }
      // Nothing that was read depends on how the transaction ends.
      answer(result)
      return transaction == nil ? session.rest() : session.restart()
    }
  }
}
