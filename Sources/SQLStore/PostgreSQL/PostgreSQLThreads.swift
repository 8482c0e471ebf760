import Dispatch
import Foundation
import Synchronization

/// Threads that have a session each and do what waits in order, so that nobody else ever waits for the server.
final class PostgreSQLThreads: Sendable {
  private struct Job: Sendable {
    let latest: ContinuousClock.Instant
    let work: @Sendable (PostgreSQLSession) -> Void
    let refuse: @Sendable (StoreError) -> Void
  }

  private struct Line {
    var jobs: [Job] = []
    var isClosed = false
  }

  private let line = Mutex(Line())
  /// Counts jobs, and at the end threads that may go.
  private let ready = DispatchSemaphore(value: 0)
  private let running = DispatchGroup()
  private let count: Int
  private let patience: Duration

  /// - Parameters:
  ///   - seconds: nobody waits longer for his turn.
  ///   - outage: what is known of the server while it is away.
  init(_ name: String, count: Int, _ address: PostgreSQLAddress, seconds: Int, outage: Outage) {
    self.count = count
    patience = .seconds(seconds)
    for number in 0..<count {
      running.enter()
      let thread = Thread { [self] in
        serve(PostgreSQLSession(address, seconds: seconds, outage: outage))
        running.leave()
      }
      thread.name = "\(name) \(number)"
      thread.start()
    }
  }

  /// Does `work` on one of the threads, or says why not.
  func perform(
    _ work: @escaping @Sendable (PostgreSQLSession) -> Void, orRefuse refuse: @escaping @Sendable (StoreError) -> Void
  ) {
    let isAdmitted = line.withLock { line in
      guard !line.isClosed else { return false }
      line.jobs.append(Job(latest: .now + patience, work: work, refuse: refuse))
      return true
    }
    guard isAdmitted else { return refuse(.unavailable("the database is closed")) }
    ready.signal()
  }

  /// Admits nobody any more, and returns when everything is done and every connection closed.
  func close() async {
    line.withLock { $0.isClosed = true }
    for _ in 0..<count { ready.signal() }
    await withCheckedContinuation { continuation in
      running.notify(queue: .global()) { continuation.resume() }
    }
  }

  private func serve(_ session: PostgreSQLSession) {
    while true {
      ready.wait()
      guard let job = line.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) else { return }
      if job.latest < .now { job.refuse(.busy) } else { job.work(session) }
    }
  }
}
