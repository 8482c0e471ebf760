/// Why there was nothing to lift.
package enum EmergencyRefusal: OperatorFault, Sendable, Hashable {
  case notLockedDown
  case notBlocked(String)

  package var lines: [String] {
    switch self {
    case .notLockedDown: ["There is no lockdown."]
    case .notBlocked(let uscc): ["The licence \(uscc) is not blocked."]
    }
  }
}
