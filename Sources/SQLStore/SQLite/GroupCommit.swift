import GRDB
import Metrics

/// Gathers concurrent writes into one transaction, so that one `fsync` serves them all.
///
/// There is no waiting for company: while one transaction is being made durable, the next writes gather. Each body has
/// its own savepoint and hears of success only after COMMIT; when the transaction is lost, everybody in it hears that.
final class GroupCommit: Sendable {
  private let queue = WriteQueue()
  private let pool: DatabasePool
  private let texts: StatementTexts
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

  /// Runs on the writer's own thread until nobody waits.
  private func drain(_ database: Database) {
    while true {
      let batch = queue.next(limit)
      if batch.isEmpty { return }
      commit(batch, on: database)
    }
  }

  private func commit(_ batch: [PendingWrite], on database: Database) {
    let start = ContinuousClock.now
    defer {
      batches.record(batch.count)
      durations.record(duration: ContinuousClock.now - start)
    }
    do {
      try database.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
      let connection = SQLiteConnection(database: database, texts: texts)
      var outcomes: [PendingWrite.Outcome] = []
      outcomes.reserveCapacity(batch.count)
      for write in batch { outcomes.append(try runInSavepoint(write, connection)) }
      try database.cachedStatement(sql: "COMMIT").execute()
      for outcome in outcomes { outcome.settle() }
    } catch {
      let cause = StoreError(sqlite: error)
      // SQLite has often undone the transaction already; what matters is that none is left open.
      if database.isInsideTransaction { do { try database.rollback() } catch {} }
      for write in batch { write.fail(cause) }
    }
  }

  private func runInSavepoint(_ write: PendingWrite, _ connection: SQLiteConnection) throws -> PendingWrite.Outcome {
    let database = connection.database
    try database.cachedStatement(sql: "SAVEPOINT body").execute()
    let outcome = write.run(connection)
    // Out of space or of luck, SQLite undoes the whole transaction (https://www.sqlite.org/lang_transaction.html):
    // what the bodies before this one did is gone, and what follows would run outside of any transaction.
    guard database.isInsideTransaction else {
      throw outcome.failure as? StoreError ?? .unavailable("the transaction was undone by the database")
    }
    if outcome.failure != nil { try database.cachedStatement(sql: "ROLLBACK TO body").execute() }
    try database.cachedStatement(sql: "RELEASE body").execute()
    return outcome
  }
}
