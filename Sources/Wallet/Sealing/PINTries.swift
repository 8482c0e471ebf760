import JOSE

/// Wrong tries at a PIN and what they cost. It holds up whoever has the device for a moment; whoever has copied the file
/// is held up by the cost of the key alone.
struct PINTries: Sendable, Hashable {
  static let free = 5
  /// A day.
  static let longestWait = 86_400

  /// Tries since the last right one.
  var count: Int
  /// Before then nothing is tried.
  var notBefore: NumericDate

  static let none = PINTries(count: 0, notBefore: NumericDate(0))

  /// Seconds still to wait.
  func wait(at now: NumericDate) -> Int { max(0, notBefore - now) }

  /// What is written down before a try is made, so that a try that is cut off has counted.
  func trying(at now: NumericDate) -> PINTries {
    let count = count + 1
    guard count >= Self.free else { return PINTries(count: count, notBefore: NumericDate(0)) }
    let doublings = min(count - Self.free, 20)
    return PINTries(count: count, notBefore: now + min(30 << doublings, Self.longestWait))
  }

  var json: JSONObject {
    ["tries": .integer(Int64(count)), "not_before": .date(notBefore)]
  }

  init(count: Int, notBefore: NumericDate) {
    self.count = count
    self.notBefore = notBefore
  }

  init?(json: JSONObject) {
    guard let count = json["tries"]?.integer, (0...1_000_000).contains(count), let notBefore = json["not_before"]?.date
    else { return nil }
    self.init(count: Int(count), notBefore: notBefore)
  }
}
