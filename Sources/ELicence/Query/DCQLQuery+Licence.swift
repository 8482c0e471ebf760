extension DCQLQuery {
  /// The id of our one credential query, and so the one member of the `vp_token`.
  package static let licenceQueryID = "licence"

  /// Asks for a business licence.
  ///
  /// A licence of ours carries every claim, `null` where its face shows nothing, and answers the first set. One of
  /// another region's issuer may leave claims out: it can still answer with its delegation and what is required, or,
  /// held by a legal representative, with what is required alone.
  package static func licence(
    required: [String] = LicenceCredential.coreClaims, optional: [String] = [], authorityKeyIdentifiers: [[UInt8]]
  ) -> DCQLQuery {
    let delegation = required.contains("delegation") ? [] : ["delegation"]
    let all = required + delegation + optional.filter { !required.contains($0) && $0 != "delegation" }
    var sets: [[String]] = []
    for set in [all, required + delegation, required] where !sets.contains(set) { sets.append(set) }
    let query = CredentialQuery(
      id: licenceQueryID, types: [LicenceCredential.type],
      trustedAuthorities: authorityKeyIdentifiers.isEmpty
        ? [] : [TrustedAuthorityQuery(authorityKeyIdentifiers: authorityKeyIdentifiers)],
      claims: all.map { ClaimQuery(id: $0, path: ClaimPath($0)) }, claimSets: sets.count > 1 ? sets : [])
    return DCQLQuery(credentials: [query])
  }
}
