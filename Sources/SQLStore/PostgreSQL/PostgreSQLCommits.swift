import Foundation
import Metrics

/// Gathers concurrent writes into one transaction, as SQLite's `GroupCommit` does, so that one flush serves them all.
///
/// A body that throws leaves nothing, as if it had been alone, and each hears of success only after COMMIT. Whoever writes
/// is alone in the whole cluster: an advisory lock stands in line for it. The audit log has one order in any case, so that
/// transactions side by side would only undo one another.
final class PostgreSQLCommits: Sendable {
  /// How a transaction ended.
  private enum End {
    case committed([PendingWrite.Outcome])
    /// One of several bodies threw that had no savepoints: it left nothing, and neither did the others.
    case oneThrew
    /// For certain it left nothing, and may be run again.
    case undone(StoreError)
    case failed(StoreError)
  }

  /// The same for everybody who writes to the same tables, in whichever database and schema these are.
  private static let lock = "SELECT pg_advisory_xact_lock(hashtext('tongzhao'), hashtext(current_schema()))"

  private let queue = WriteQueue()
  private let thread: PostgreSQLThreads
  private let texts: StatementTexts
  private let patience: Duration
  /// So many bodies at most share a transaction: a bound on the lock's time and on what one failure takes along.
  private let limit = 256
  private let batches = Recorder(label: "tongzhao_database_batch_writes")
  private let durations = Metrics.Timer(label: "tongzhao_database_transaction_duration_seconds")

  init(_ address: PostgreSQLAddress, texts: StatementTexts, seconds: Int, outage: Outage) {
    thread = PostgreSQLThreads("PostgreSQL writer", count: 1, address, seconds: seconds, outage: outage)
    self.texts = texts
    patience = .seconds(seconds)
  }

  /// How many bodies wait for the transaction after the present one.
  var waitingCount: Int { queue.count }

  func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
      let write = PendingWrite(body, resuming: continuation)
      switch queue.admit(write) {
      case .isClosed: write.fail(.unavailable("the database is closed"))
      case .waits: break
      case .begins: thread.perform({ self.drain($0) }, orRefuse: { self.refuseAll($0) })
      }
    }
  }

  /// Refuses further writes, and returns when those that waited are done. Closing twice is closing once.
  func close() async {
    guard queue.close() else { return }
    await thread.close()
  }

  private func refuseAll(_ cause: StoreError) {
    while true {
      let batch = queue.next(limit)
      if batch.isEmpty { return }
      for write in batch { write.fail(cause) }
    }
  }

  /// Runs on the writer's thread until nobody waits.
  private func drain(_ session: PostgreSQLSession) {
    while true {
      let batch = queue.next(limit)
      if batch.isEmpty { return }
      let start = ContinuousClock.now
      commit(batch, on: session)
      batches.record(batch.count)
      durations.record(duration: ContinuousClock.now - start)
    }
  }

  private func commit(_ batch: [PendingWrite], on session: PostgreSQLSession) {
    let latest = ContinuousClock.now + patience
    // Nearly always none throws. A savepoint for each is two commands more, and for the server a transaction of its own.
    var inSavepoints = false
    while true {
      let end: End
      do {
        try session.connect()
        end = transaction(batch, on: session, inSavepoints: inSavepoints)
      } catch {
        end = .failed(error)
      }
      switch end {
      case .committed(let outcomes):
        for outcome in outcomes { outcome.settle() }
        return
      case .oneThrew: inSavepoints = true
      case .undone(let cause) where latest < .now:
        for write in batch { write.fail(cause) }
        return
      case .undone:
        // By chance, so that two processes do not keep in step.
        Thread.sleep(forTimeInterval: Double.random(in: 0.001...0.02))
      case .failed(let cause):
        for write in batch { write.fail(cause) }
        return
      }
    }
  }

  private func transaction(_ batch: [PendingWrite], on session: PostgreSQLSession, inSavepoints: Bool) -> End {
    do {
      session.withhold("BEGIN")
      try session.perform(Self.lock)
    } catch {
      let canRestart = session.isLost || session.mustRestart
      session.restart()
      return canRestart ? .undone(error) : .failed(error)
    }
    let connection = PostgreSQLConnection(session: session, texts: texts)
    var outcomes: [PendingWrite.Outcome] = []
    outcomes.reserveCapacity(batch.count)
    for write in batch {
      if inSavepoints { session.withhold("SAVEPOINT body") }
      let outcome = write.run(connection)
      if session.isLost || session.mustRestart {
        session.restart()
        return .undone(outcome.failure as? StoreError ?? .unavailable("the transaction was undone by the database"))
      }
      outcomes.append(outcome)
      if inSavepoints {
        if outcome.failure != nil { session.withhold("ROLLBACK TO body") }
        session.withhold("RELEASE body")
      } else if outcome.failure != nil {
        session.restart()
        return batch.count == 1 ? .committed(outcomes) : .oneThrew
      }
    }
    do {
      // A transaction in which something failed ends in ROLLBACK when asked to COMMIT.
      guard try session.perform("COMMIT").command == "COMMIT" else {
        return .failed(.unavailable("the transaction was undone by the database"))
      }
      return .committed(outcomes)
    } catch {
      // Lost just now, it may have been committed or not: nobody hears of success, and nothing is run twice.
      session.restart()
      return .failed(error)
    }
  }
}
