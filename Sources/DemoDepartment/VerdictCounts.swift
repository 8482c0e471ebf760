import JOSE
import Synchronization

/// How often each door gave which answer since the department started.
final class VerdictCounts: Sendable {
  private struct Tally {
    var local: [String: Int64] = [:]
    var asked: [String: Int64] = [:]
  }

  private let tally = Mutex(Tally())

  func count(_ verdicts: Verdicts) {
    tally.withLock {
      $0.local[verdicts.local.outcome, default: 0] += 1
      $0.asked[verdicts.asked.outcome, default: 0] += 1
    }
  }

  /// `{"local": {outcome: number}, "introspection": {outcome: number}}`
  var json: JSONObject {
    let tally = tally.withLock { $0 }
    return ["local": Self.json(tally.local), "introspection": Self.json(tally.asked)]
  }

  private static func json(_ numbers: [String: Int64]) -> JSON {
    var object: JSONObject = [:]
    for (outcome, number) in numbers.sorted(by: { $0.key < $1.key }) { object[outcome] = .integer(number) }
    return .object(object)
  }
}
