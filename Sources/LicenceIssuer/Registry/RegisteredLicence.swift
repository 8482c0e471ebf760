// The Registry room keeps licences: what is registered about each, its state, every change with time and reason, and
// who may hold it. The Offer room hands a licence to a holder's wallet; the Credential room signs what stands here.
// A change of state or particulars reaches the credentials already issued in the same transaction (see LicenceStore).

package import ELicence
package import JOSE

/// A licence as the register has it.
package struct RegisteredLicence: Sendable, Hashable {
  /// What is printed on its face.
  package let particulars: Particulars
  /// Whether it may be used.
  package let state: LicenceState
  /// Counts the changes since registration; 1 for a licence that never changed.
  package let version: Int
  /// When it came into this register.
  package let registeredAt: NumericDate
  /// When it last changed.
  package let changedAt: NumericDate

  /// The licence with these facts.
  package init(
    particulars: Particulars, state: LicenceState, version: Int, registeredAt: NumericDate, changedAt: NumericDate
  ) {
    self.particulars = particulars
    self.state = state
    self.version = version
    self.registeredAt = registeredAt
    self.changedAt = changedAt
  }

  /// Whose licence it is.
  package var uscc: CreditCode { particulars.uscc }
}
