package import JOSE

/// The profile that a client is held to (`tongzhao_profile`), beyond the rules for all.
package enum SecurityProfile: String, Sendable, Hashable, CaseIterable {
  /// FAPI 2.0 Security Profile: requests are pushed, request objects are dated, tokens are bound to a
  /// key, nothing is signed by RS256.
  case fapi2

  /// The algorithms that the client may register to sign by (FAPI 2.0 Security Profile §5.4.1, whose list has no SM2).
  /// SM2 is for who names it; whoever names nothing signs by one of ``SignatureAlgorithm/registered``.
  package static func admits(_ algorithm: SignatureAlgorithm, under profile: SecurityProfile?) -> Bool {
    switch profile {
    case nil: algorithm == .sm2 || SignatureAlgorithm.registered.contains(algorithm)
    case .fapi2: algorithm != .rs256 && SignatureAlgorithm.registered.contains(algorithm)
    }
  }

  /// What this server signs by where a registration does not say: the standards' RS256, or what the profile has in its
  /// place.
  package static func usualSignature(under profile: SecurityProfile?) -> SignatureAlgorithm {
    switch profile {
    case nil: .rs256
    case .fapi2: .es256
    }
  }
}
