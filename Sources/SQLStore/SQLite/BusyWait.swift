import Foundation

/// How we wait for another process's transaction.
///
/// Every transaction is short, so we look again soon; the pause is random, so that two processes do not keep in step
/// and one of them starve.
struct BusyWait: Sendable {
  /// After about this long we give up.
  let seconds: Int

  /// Pauses before try number `tries` (from 0); false when the time is up.
  func pause(afterTries tries: Int) -> Bool {
    // 0.2–2 ms for the first hundred tries, then 2–8 ms (5 ms on average).
    let first = 100
    guard tries < first + seconds * 200 else { return false }
    let microseconds = tries < first ? Int.random(in: 200...2_000) : Int.random(in: 2_000...8_000)
    Thread.sleep(forTimeInterval: Double(microseconds) / 1_000_000)
    return true
  }
}
