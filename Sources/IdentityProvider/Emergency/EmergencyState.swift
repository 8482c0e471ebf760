package import JOSE

/// What is stopped now.
package struct EmergencyState: Sendable, Hashable {
  /// Grows with every change.
  package let version: Int
  package let lockdown: Lockdown?
  /// The credit codes whose licences are blocked, with when and why.
  package let blocked: [String: BlockedLicence]

  package init(version: Int, lockdown: Lockdown? = nil, blocked: [BlockedLicence] = []) {
    self.version = version
    self.lockdown = lockdown
    self.blocked = Dictionary(blocked.map { ($0.uscc, $0) }) { first, _ in first }
  }

  /// Nothing is stopped.
  package static let calm = EmergencyState(version: -1)
}

/// A licence that opens nothing here, whatever its issuer's status list says.
package struct BlockedLicence: Sendable, Hashable {
  /// The enterprise's credit code.
  package let uscc: String
  /// The operator's words.
  package let reason: String
  package let since: NumericDate

  package init(uscc: String, reason: String, since: NumericDate) {
    self.uscc = uscc
    self.reason = reason
    self.since = since
  }
}
