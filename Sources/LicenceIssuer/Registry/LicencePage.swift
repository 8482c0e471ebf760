package import ELicence

/// Some licences in order, and where to go on.
package struct LicencePage: Sendable, Hashable {
  /// The licences of this page.
  package let licences: [RegisteredLicence]
  /// Where the next page begins; nil after the last one.
  package let next: LicenceCursor?

  /// A page.
  package init(licences: [RegisteredLicence], next: LicenceCursor?) {
    self.licences = licences
    self.next = next
  }
}

/// The last licence of a page. A page that starts behind it costs the same however far down it is.
package struct LicenceCursor: Sendable, Hashable {
  /// Its credit code.
  package let uscc: CreditCode
  /// Its name; nil where it has none.
  package let entityName: String?

  /// Behind this licence.
  package init(after licence: RegisteredLicence) {
    uscc = licence.uscc
    entityName = licence.particulars.entityName
  }

  /// Behind the licence with this code and name.
  package init(uscc: CreditCode, entityName: String?) {
    self.uscc = uscc
    self.entityName = entityName
  }
}
