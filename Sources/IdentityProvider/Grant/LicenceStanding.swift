package import JOSE

/// Tells whether a licence that was presented before is still good. Kept by the region's status list, no older than
/// the list's own `ttl`, so that a suspended licence stops giving within seconds.
package protocol LicenceStanding: Sendable {
  /// The standing now.
  func standing(of presentation: Presentation, at now: NumericDate) async -> Standing
}

/// How a presented licence stands.
package enum Standing: Sendable, Hashable, CaseIterable {
  /// In force, and so is the credential.
  case good
  /// Suspended, or the licence or the credential is no longer valid.
  case bad
  /// Its region cannot be asked. Nothing is given on a guess; but nothing is taken away for good either.
  case unknown
}
