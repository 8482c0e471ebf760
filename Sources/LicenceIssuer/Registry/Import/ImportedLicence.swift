package import ELicence

/// One record of an import.
package struct ImportedLicence: Sendable, Hashable {
  /// The line on which the record begins, from 1.
  package let line: Int
  package let particulars: Particulars
  /// The state, if the file says; otherwise a known licence stays as it is.
  package let state: LicenceState?
  /// The representative's identity document, if the file says.
  package let representativeDocument: IdentityDocument?

  package init(
    line: Int, particulars: Particulars, state: LicenceState?, representativeDocument: IdentityDocument? = nil
  ) {
    self.line = line
    self.particulars = particulars
    self.state = state
    self.representativeDocument = representativeDocument
  }
}
