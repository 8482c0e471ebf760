import Tracing

// PostgreSQL through libpq: one writing connection with group commit, several reading ones, each on a thread of its own.
// Any number of processes may share the database.

/// A database on a PostgreSQL server.
package final class PostgreSQLDatabase: SQLDatabase {
  private let texts = StatementTexts(PostgreSQLDialect.translate)
  private let readers: PostgreSQLThreads
  private let commits: PostgreSQLCommits

  /// Connections are made when they are needed, and made again when they are lost.
  /// - Parameter seconds: how long anybody waits for the server, for his turn and for other processes' transactions.
  package init(_ address: PostgreSQLAddress, readers: Int = 4, seconds: Int = 10) {
    self.readers = PostgreSQLThreads("PostgreSQL reader", count: readers, address, seconds: seconds)
    commits = PostgreSQLCommits(address, texts: texts, seconds: seconds)
  }

  /// How many writes wait for the transaction after the present one.
  package var waitingWrites: Int { commits.waitingCount }

  package func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      readers.perform(
        { [texts] session in Self.read(on: session, texts, body) { continuation.resume(with: $0) } },
        orRefuse: { continuation.resume(throwing: $0) })
    }
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

  /// Refuses further work, finishes what waits, and closes the connections. Closing twice is closing once.
  package func close() async {
    await commits.close()
    await readers.close()
  }

  /// A connection that was lost is noticed when it is used; a read may then be done on a new one.
  private static func read<T>(
    on session: PostgreSQLSession, _ texts: StatementTexts, _ body: (any SQLConnection) throws -> T,
    answer: (Result<T, any Error>) -> Void
  ) {
    var isFirst = true
    while true {
      let result = Result<T, any Error> {
        try session.connect()
        session.withhold("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return try body(PostgreSQLConnection(session: session, texts: texts))
      }
      if case .failure = result, session.isLost, isFirst {
        isFirst = false
        continue
      }
      // Nothing that was read depends on how the transaction ends.
      answer(result)
      return session.restart()
    }
  }
}
