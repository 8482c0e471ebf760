#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif
import GRDB
import Metrics
import Synchronization

/// Gathers concurrent writes into one transaction, so that one `fsync` serves them all.
///
/// There is no waiting for company beyond one turn of the processor: while one transaction is being made durable, the
/// next writes gather. A body that throws leaves nothing, as if it had been alone, and each hears of success only after
/// COMMIT; when the transaction is lost, everybody in it hears that.
final class GroupCommit: Sendable {
  private let queue = WriteQueue()
  private let pool: DatabasePool
  private let texts: StatementTexts
  /// Those of the writer's connection; held by whoever drains.
  private let statements = Mutex<SQLiteStatements?>(nil)
  /// So many bodies at most share a transaction: a bound on the locks' time and on what one failure takes along.
  private let limit: Int
  private let batches = Recorder(label: "tongzhao_database_batch_writes")
  private let durations = Metrics.Timer(label: "tongzhao_database_transaction_duration_seconds")

  init(pool: DatabasePool, texts: StatementTexts, limit: Int = 256) {
    self.pool = pool
    self.texts = texts
    self.limit = limit
  }

  /// How many bodies wait for the transaction after the present one.
  var waitingCount: Int { queue.count }

  func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      enqueue(PendingWrite(body, resuming: continuation))
    }
  }

  /// Refuses further writes; those that wait are still done. False when it was closed before.
  func close() -> Bool { queue.close() }

  private func enqueue(_ write: PendingWrite) {
    switch queue.admit(write) {
    case .isClosed: write.fail(.unavailable("the database is closed"))
    case .waits: break
    case .begins: pool.asyncWriteWithoutTransaction { self.drain($0) }
    }
  }

  /// Gives the prepared statements back, before the connection closes.
  func forgetStatements() { statements.withLock { $0 = nil } }

  /// Runs on the writer's own thread until nobody waits.
  private func drain(_ database: Database) {
    while true {
      // Where processors are scarce, whoever is about to write gets his turn first, and shares the transaction: a turn
      // costs much less than an `fsync`, and nothing where nobody waits for it.
      sched_yield()
      let batch = queue.next(limit)
      if batch.isEmpty { return }
      statements.withLock { statements in
        do throws(StoreError) {
          let known = if let statements { statements } else { try SQLiteStatements(of: database, texts) }
          statements = known
          commit(batch, by: known)
        } catch {
          for write in batch { write.fail(error) }
        }
      }
    }
  }

  private func commit(_ batch: [PendingWrite], by statements: SQLiteStatements) {
    let start = ContinuousClock.now
    defer {
      batches.record(batch.count)
      durations.record(duration: ContinuousClock.now - start)
    }
    do throws(StoreError) {
      let outcomes = if let all = try together(batch, statements) { all } else { try apart(batch, statements) }
      for outcome in outcomes { outcome.settle() }
    } catch {
      // SQLite has often undone the transaction already; what matters is that none is left open.
      if statements.isInsideTransaction { try? statements.run("ROLLBACK") }
      for write in batch { write.fail(error) }
    }
  }

  /// All of them without savepoints, since nearly always none throws. Nil, and nothing done, when one of several does.
  private func together(
    _ batch: [PendingWrite], _ statements: SQLiteStatements
  ) throws(StoreError) -> [PendingWrite.Outcome]? {
    try statements.run("BEGIN IMMEDIATE")
    var outcomes: [PendingWrite.Outcome] = []
    outcomes.reserveCapacity(batch.count)
    for write in batch {
      let outcome = try run(write, statements)
      outcomes.append(outcome)
      if outcome.failure != nil {
        try statements.run("ROLLBACK")
        return batch.count == 1 ? outcomes : nil
      }
    }
    try statements.run("COMMIT")
    return outcomes
  }

  /// Each in a savepoint of its own: one that throws takes nobody along.
  private func apart(
    _ batch: [PendingWrite], _ statements: SQLiteStatements
  ) throws(StoreError) -> [PendingWrite.Outcome] {
    try statements.run("BEGIN IMMEDIATE")
    var outcomes: [PendingWrite.Outcome] = []
    outcomes.reserveCapacity(batch.count)
    for write in batch {
      try statements.run("SAVEPOINT body")
      let outcome = try run(write, statements)
      if outcome.failure != nil { try statements.run("ROLLBACK TO body") }
      try statements.run("RELEASE body")
      outcomes.append(outcome)
    }
    try statements.run("COMMIT")
    return outcomes
  }

  private func run(_ write: PendingWrite, _ statements: SQLiteStatements) throws(StoreError) -> PendingWrite.Outcome {
    let outcome = write.run(SQLiteConnection(statements: statements))
    // Out of space or of luck, SQLite undoes the whole transaction (https://www.sqlite.org/lang_transaction.html):
    // what the bodies before this one did is gone, and what follows would run outside of any transaction.
    guard statements.isInsideTransaction else {
      throw outcome.failure as? StoreError ?? .unavailable("the transaction was undone by the database")
    }
    return outcome
  }
}
