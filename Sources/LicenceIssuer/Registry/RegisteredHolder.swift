package import ELicence
package import JOSE

/// A person who may hold a licence in a wallet.
package struct RegisteredHolder: Sendable, Hashable {
  /// Whose licence.
  package let uscc: CreditCode
  /// Who, in which role.
  package let holder: Holder
  /// Since when.
  package let appointedAt: NumericDate
  /// The thumbprint (RFC 7638) of the device key that has the licence now; nil before it was received.
  package let deviceKey: String?
  /// Whether the register has this person's identity document.
  package let hasDocument: Bool

  /// A holder with these facts.
  package init(
    uscc: CreditCode, holder: Holder, appointedAt: NumericDate, deviceKey: String?, hasDocument: Bool = false
  ) {
    self.uscc = uscc
    self.holder = holder
    self.appointedAt = appointedAt
    self.deviceKey = deviceKey
    self.hasDocument = hasDocument
  }

  /// How many licence managers (证照管理员) an entity may have.
  package static let maximumManagers = 5
}
