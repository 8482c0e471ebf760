package import JOSE

/// What a wallet knows of a credential that it holds.
package struct CredentialCandidate: Sendable {
  package let format: String
  package let type: String
  /// All claims, with every disclosure in place.
  package let claims: JSONObject
  /// The authority key identifiers of the certificates in its `x5c`.
  package let authorityKeyIdentifiers: [[UInt8]]
  /// Whether the wallet holds the key.
  package let hasHolderBinding: Bool

  package init(
    format: String = LicenceCredential.format, type: String, claims: JSONObject, authorityKeyIdentifiers: [[UInt8]],
    hasHolderBinding: Bool = true
  ) {
    self.format = format
    self.type = type
    self.claims = claims
    self.authorityKeyIdentifiers = authorityKeyIdentifiers
    self.hasHolderBinding = hasHolderBinding
  }
}

extension CredentialQuery {
  /// The claims to disclose if that credential answers the query; nothing if it does not (§6.4.1). No claims asked for
  /// means none disclosed. A wallet shows these to the holder: they are all that is sent.
  package func disclosures(from candidate: CredentialCandidate) -> [ClaimPath]? {
    guard candidate.format == format, types.contains(candidate.type) else { return nil }
    guard candidate.hasHolderBinding || !requiresHolderBinding else { return nil }
    guard
      trustedAuthorities.isEmpty
        || trustedAuthorities.contains(where: { authority in
          authority.matches(candidate.authorityKeyIdentifiers)
        })
    else { return nil }
    guard !claimSets.isEmpty else {
      return claims.allSatisfy { $0.matches(candidate.claims) } ? claims.map(\.path) : nil
    }
    for set in claimSets {
      let members = set.compactMap { id in claims.first { $0.id == id } }
      if members.count == set.count, members.allSatisfy({ $0.matches(candidate.claims) }) { return members.map(\.path) }
    }
    return nil
  }
}
