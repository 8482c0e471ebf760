import CoreMetrics
import Synchronization

/// Spans that wait to be sent. There is an end to what is kept: a collector that does not answer costs spans, never
/// memory and never a request.
package final class SpanQueue: Sendable {
  private struct State {
    var waiting: [FinishedSpan] = []
    var dropped = 0
  }

  private let state = Mutex(State())
  private let limit: Int
  private let droppedCount = Counter(label: "tongzhao_trace_spans_total", dimensions: [("result", "dropped")])

  package init(limit: Int = 4096) { self.limit = limit }

  package func add(_ span: FinishedSpan) {
    let fits = state.withLock { state in
      guard state.waiting.count < limit else {
        state.dropped += 1
        return false
      }
      state.waiting.append(span)
      return true
    }
    if !fits { droppedCount.increment() }
  }

  /// The eldest, at most `count`.
  func take(_ count: Int) -> [FinishedSpan] {
    state.withLock { state in
      let taken = Array(state.waiting.prefix(count))
      state.waiting.removeFirst(taken.count)
      return taken
    }
  }

  /// Counts spans that were taken and could not be sent.
  func drop(_ count: Int) {
    state.withLock { $0.dropped += count }
    droppedCount.increment(by: count)
  }

  package var waitingCount: Int { state.withLock { $0.waiting.count } }
  /// How many were lost so far.
  package var dropped: Int { state.withLock { $0.dropped } }
}
