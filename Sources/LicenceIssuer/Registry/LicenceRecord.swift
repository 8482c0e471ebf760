/// Everything that the register has of one licence.
package struct LicenceRecord: Sendable, Hashable {
  /// The licence.
  package let licence: RegisteredLicence
  /// Its changes, the oldest first.
  package let history: [LicenceChange]
  /// Who holds it now.
  package let holders: [RegisteredHolder]
}
