import CoreMetrics
import Synchronization

/// A number that goes up and down.
final class GaugeSeries: MeterHandler, RecorderHandler {
  private let bits = Atomic<UInt64>(0)

  var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

  func set(_ value: Int64) { set(Double(value)) }

  func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

  func increment(by amount: Double) {
    var known = bits.load(ordering: .relaxed)
    while true {
      let next = (Double(bitPattern: known) + amount).bitPattern
      let (done, found) = bits.compareExchange(expected: known, desired: next, ordering: .relaxed)
      if done { return }
      known = found
    }
  }

  func decrement(by amount: Double) { increment(by: -amount) }

  func record(_ value: Int64) { set(value) }

  func record(_ value: Double) { set(value) }
}
