import KeyCustody

extension KeyRevocation {
  /// What it will do and what it will break, for the operator.
  func lines(endingSessions: Bool, signsTokens: Bool) -> [String] {
    var lines = ["\(slot)  \(state.rawValue)  \(kid)", "At once, on every replica within a second:"]
    switch replacement {
    case .notNeeded: lines.append("  - the key is withdrawn; it signs nothing at present, so nobody takes its place")
    case .announced(let successor): lines.append("  - the announced key \(successor) signs")
    case .new(let withdrawn):
      if let withdrawn {
        lines.append("  - the announced key \(withdrawn) cannot sign now (keys verify says why) and is withdrawn")
      }
      lines.append("  - a new key is made and signs; who keeps the key set refuses what it signs until fetching again")
    }
    lines.append("  - the key is no longer published, and its private part is destroyed")
    if signsTokens {
      lines.append("  - tokens signed by it are dead at introspection and UserInfo")
      lines.append("  - who validates by a key set kept from before believes them until their exp (300 s at most), or")
      lines.append("    until that copy runs out: forged ones too")
      lines.append(
        endingSessions
          ? "  - all sessions and grants end: everybody logs in again"
          : "  - sessions and refresh tokens stay: they are not signed by it (--end-sessions ends them)")
    } else {
      lines.append(
        "  - what it signed still verifies elsewhere by its certificate: have that revoked by its authority,")
      lines.append("    and licences issued anew")
    }
    return lines
  }
}
