package import JOSE
import OAuthHTTP

/// Carries deliveries out, several at a time, until its task is cancelled. Any number of processes may do so on one
/// database. What a killed process had in hand is taken up by another one when the lease ends.
package struct DeliveryWorker: Sendable {
  private let store: any DeliveryStore
  private let schedule: DeliverySchedule
  private let tell: @Sendable (Delivery, NumericDate) async throws -> DeliveryResult
  private let told: @Sendable (Delivery, DeliveryResult, _ next: NumericDate?) -> Void
  private let clock: @Sendable () -> NumericDate
  private let owner = Base64URL.encode(Random.bytes(12))
  private let tries = CaseCounters(
    "tongzhao_delivery_attempts_total", by: "result", of: DeliveryResult.allCases, name: \.rawValue)

  /// - Parameters:
  ///   - tell: makes one try.
  ///   - told: hears what came of it, and when it is tried again.
  package init(
    store: any DeliveryStore, schedule: DeliverySchedule = DeliverySchedule(),
    clock: @escaping @Sendable () -> NumericDate = { .now() },
    tell: @escaping @Sendable (Delivery, NumericDate) async throws -> DeliveryResult,
    told: @escaping @Sendable (Delivery, DeliveryResult, _ next: NumericDate?) -> Void = { _, _, _ in }
  ) {
    self.store = store
    self.schedule = schedule
    self.clock = clock
    self.tell = tell
    self.told = told
  }

  /// Looks again and again, with as many hands as the schedule says.
  package func run(
    every interval: Duration = .milliseconds(500), failed: @escaping @Sendable (any Error) -> Void
  ) async {
    await withDiscardingTaskGroup { group in
      for _ in 0..<schedule.parallel {
        group.addTask {
          while !Task.isCancelled {
            var isBusy = false
            do { isBusy = try await step() } catch is CancellationError { return } catch { failed(error) }
            if isBusy { continue }
            do { try await Task.sleep(for: interval) } catch { return }
          }
        }
      }
    }
  }

  /// Carries out one delivery; false when there was none to take.
  package func step() async throws -> Bool {
    let now = clock()
    guard try await store.hasDue(at: now),
      let delivery = try await store.take(
        by: owner, lease: now + schedule.lease, perClient: schedule.perClient, at: now)
    else { return false }
    let result = try await tell(delivery, now)
    // Cut off by our own end: that says nothing of the client, and the lease will end.
    try Task.checkCancellation()
    tries.count(result)
    let then = clock()
    guard !result.isSettled else {
      try await store.settle(delivery.id, at: then)
      told(delivery, result, nil)
      return true
    }
    let next = schedule.next(after: delivery.attempts, jitter: Random.bytes(1)[0], from: then)
    try await store.postpone(delivery, of: owner, until: next, because: result, at: then)
    told(delivery, result, next)
    return true
  }
}
