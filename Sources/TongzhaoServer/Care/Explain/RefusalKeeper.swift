package import JOSE
package import OAuthHTTP
package import SQLStore
import Synchronization

/// Keeps refusals beside the answering: nobody waits for it, and nobody can make it write more than so much. Refusals
/// wait in memory, bounded; once a second a bounded batch is written in one transaction; the rest is dropped and counted.
package final class RefusalKeeper: Sendable {
  private struct Queue {
    var waiting: [SQLRefusalStore.Ring: [SQLRefusalStore.Entry]] = [:]
    var dropped = 0
  }

  /// What a ring may bring into one batch, and hold in memory.
  static let batch = 50

  private let store: SQLRefusalStore
  private let clock: @Sendable () -> NumericDate
  private let queue = Mutex(Queue())

  package init(_ store: SQLRefusalStore, clock: @escaping @Sendable () -> NumericDate) {
    self.store = store
    self.clock = clock
  }

  /// Takes a refusal, or drops it where too many wait already.
  package func take(_ refusal: ExplainedRefusal) {
    let entry = SQLRefusalStore.Entry(
      requestID: refusal.requestID, ring: refusal.client == nil ? .stranger : .client, at: clock(),
      reasons: JSON.object(refusal.json).serialized())
    queue.withLock { queue in
      guard queue.waiting[entry.ring, default: []].count < Self.batch else { return queue.dropped += 1 }
      queue.waiting[entry.ring, default: []].append(entry)
    }
  }

  /// Writes what waits.
  package func flush() async throws {
    let (entries, dropped) = queue.withLock { queue in
      defer { queue = Queue() }
      return (queue.waiting.values.flatMap(\.self), queue.dropped)
    }
    guard !entries.isEmpty || dropped > 0 else { return }
    try await store.keep(entries, dropped: dropped, at: clock())
  }

  /// Until the task is cancelled, and once more then. What cannot be written is dropped: it explains, and nothing more.
  package func run(every interval: Duration = .seconds(1), failed: @escaping @Sendable (any Error) -> Void) async {
    while true {
      do { try await flush() } catch { failed(error) }
      if Task.isCancelled { return }
      do { try await Task.sleep(for: interval) } catch { continue }
    }
  }
}
