import JOSE
import Synchronization

/// The time of a test: it moves when the test says so.
final class TestClock: Sendable {
  private let time: Mutex<NumericDate>

  init(_ start: NumericDate = NumericDate(1_800_000_000)) { time = Mutex(start) }

  var now: NumericDate { time.withLock { $0 } }

  func advance(by seconds: Int) { time.withLock { $0 = $0 + seconds } }
}
