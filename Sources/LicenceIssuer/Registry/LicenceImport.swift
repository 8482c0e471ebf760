package import ELicence

/// An import in progress.
package protocol LicenceImport {
  /// Keeps one licence, found at `line` of the file.
  ///
  /// Without a state, a new licence is in operation and a known one stays as it is. Without a document, the one that is
  /// known of the same representative stays.
  func keep(
    _ particulars: Particulars, state: LicenceState?, representativeDocument: IdentityDocument?, line: Int
  ) throws -> ImportedLine
}

/// What became of one line.
package enum ImportedLine: Sendable, Hashable {
  /// A licence that was not known.
  case registered
  /// Something about a known licence changed.
  case changed
  /// Everything was known already.
  case unchanged
  /// The code was on an earlier line of the same file.
  case duplicate(ofLine: Int)
  /// The licence cannot go from that state to the one in the file.
  case transitionRefused(from: LicenceState)
}
