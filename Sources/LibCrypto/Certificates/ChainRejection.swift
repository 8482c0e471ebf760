/// Why a chain of certificates does not lead to an anchor.
package enum ChainRejection: Error, Sendable, Hashable, CaseIterable {
  /// Not a chain that can be judged, or one with a critical extension that is not understood.
  case malformed
  /// It ends at no anchor.
  case untrustedAnchor
  /// A certificate's time is over.
  case expired
  /// A certificate's time has not begun.
  case notYetValid
  /// A signature in it is wrong, or too weak to count.
  case badSignature
  /// A certificate signed another without being an authority (RFC 5280 §4.2.1.9).
  case notAnAuthority
  /// The leaf may not sign, or a name is outside an authority's bounds.
  case wrongUsage
  /// An extended key usage is of other purposes than this one, or of none where one must be named.
  case wrongPurpose
  /// Longer than an authority's path length, or than is accepted at all.
  case tooLong
  /// A revocation list names a certificate of it.
  case revoked
  /// Revocation lists were given, but none that is current answers for some certificate.
  case revocationUnknown
}
