/// Who asks, and by which way.
package enum OperatorAsker: Sendable, Hashable {
  /// An account of the machine itself, while no operator is enrolled.
  case account(String)
  /// An account of the machine while operators are enrolled, for what timers do with nobody there, and for nothing else.
  case unattended(String)
  /// An account of the machine that goes past the operators' authorisation; remembered loudly.
  case breakingGlass(String)
  /// An enrolled operator with both factors, from this address.
  case enrolled(name: String, role: OperatorRole, source: String?)

  /// How the audit log names who asked; no two askers share it.
  package var name: String {
    switch self {
    case .account(let account): account
    case .unattended(let account): "unattended:\(account)"
    case .breakingGlass(let account): "break-glass:\(account)"
    case .enrolled(let name, let role, _): "\(role.rawValue):\(name)"
    }
  }

  /// The role, for one who has only one. An account of the machine has none.
  package var role: OperatorRole? {
    switch self {
    case .account, .unattended, .breakingGlass: nil
    case .enrolled(_, let role, _): role
    }
  }

  /// The network address, for one who is elsewhere.
  package var source: String? {
    switch self {
    case .account, .unattended, .breakingGlass: nil
    case .enrolled(_, _, let source): source
    }
  }
}
