/// The state of a licence in the register.
package enum LicenceState: String, Sendable, Hashable, CaseIterable {
  case normal
  case suspended
  case closedTemporarily = "closed_temporarily"
  case revoked
  case cancelled
  case rescinded
  case movedOut = "moved_out"

  package var chinese: String {
    switch self {
    case .normal: "存续"
    case .suspended: "挂失冻结"
    case .closedTemporarily: "歇业"
    case .revoked: "吊销"
    case .cancelled: "注销"
    case .rescinded: "撤销"
    case .movedOut: "迁出"
    }
  }

  package var english: String {
    switch self {
    case .normal: "In operation"
    case .suspended: "Suspended"
    case .closedTemporarily: "Temporarily closed"
    case .revoked: "Revoked"
    case .cancelled: "Cancelled"
    case .rescinded: "Rescinded"
    case .movedOut: "Moved to another register"
    }
  }

  /// Whether the licence may be presented. An entity that closed for a time (歇业) still exists and may act.
  package var isUsable: Bool {
    switch self {
    case .normal, .closedTemporarily: true
    case .suspended, .revoked, .cancelled, .rescinded, .movedOut: false
    }
  }

  /// What the status list says of every credential of a licence in this state.
  package var credentialStatus: StatusList.Status {
    switch self {
    case .normal, .closedTemporarily: .valid
    case .suspended: .suspended
    case .revoked, .cancelled, .rescinded, .movedOut: .invalid
    }
  }

  /// The states that may follow. Suspension and closure can be lifted; a revoked licence can only still be cancelled
  /// (吊销已注销); the other ends are final.
  package var successors: Set<LicenceState> {
    switch self {
    case .normal: [.suspended, .closedTemporarily, .revoked, .cancelled, .rescinded, .movedOut]
    case .suspended: [.normal, .revoked, .cancelled, .rescinded, .movedOut]
    case .closedTemporarily: [.normal, .suspended, .revoked, .cancelled, .rescinded, .movedOut]
    case .revoked: [.cancelled]
    case .cancelled, .rescinded, .movedOut: []
    }
  }

  /// Whether the register may move a licence from this state to that one.
  package func mayBecome(_ next: LicenceState) -> Bool { successors.contains(next) }
}
