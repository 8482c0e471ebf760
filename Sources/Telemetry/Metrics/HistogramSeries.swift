import CoreMetrics
import Synchronization

/// How often values fell into which bucket. Durations are kept in seconds.
final class HistogramSeries: RecorderHandler, TimerHandler {
  /// What it holds: the counts of each bucket by itself, the last one for what is above all bounds.
  struct Content: Sendable {
    var counts: [UInt64]
    var sum = 0.0
  }

  let bounds: [Double]
  private let content: Mutex<Content>

  init(bounds: [Double]) {
    self.bounds = bounds
    content = Mutex(Content(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  var snapshot: Content { content.withLock { $0 } }

  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    var place = 0
    while place < bounds.count, value > bounds[place] { place += 1 }
    content.withLock {
      $0.counts[place] += 1
      $0.sum += value
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
