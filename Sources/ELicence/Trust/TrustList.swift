package import JOSE
package import LibCrypto

/// The authorities that we believe, with the revocation lists at hand.
package struct TrustList: Sendable {
  package let anchors: [TrustAnchor]
  package let revocationLists: [CertificateRevocationList]

  package init(anchors: [TrustAnchor], revocationLists: [CertificateRevocationList] = []) {
    self.anchors = anchors
    self.revocationLists = revocationLists
  }

  /// Reads `{"anchors": […]}`; absent when any entry cannot be read, for half a trust list is none.
  package init?(json: JSON, revocationLists: [CertificateRevocationList] = []) {
    guard let entries = json["anchors"]?.array else { return nil }
    let anchors = entries.compactMap(TrustAnchor.init(json:))
    guard anchors.count == entries.count else { return nil }
    self.init(anchors: anchors, revocationLists: revocationLists)
  }

  /// `{"anchors": […]}`
  package var json: JSON { ["anchors": .array(anchors.map(\.json))] }

  /// The anchor to which an `x5c` leads whose leaf is fit for one of these purposes. An anchor inside the `x5c` is refused: HAIP 1.0 §6.1.1 forbids it, and a chain
  /// that brings its own root invites a verifier to believe it.
  package func anchor(
    of chain: [Certificate], for purposes: Set<CertificatePurpose>, at now: NumericDate
  ) throws(TrustRejection) -> TrustAnchor {
    guard !chain.contains(where: { presented in anchors.contains { $0.certificate == presented } }) else {
      throw .anchorPresented
    }
    guard anchors.allSatisfy({ $0.terms.areInForce(at: now) }) else {
      return try inForce(at: now).anchor(of: chain, for: purposes, at: now)
    }
    let root: Certificate
    let lists: [CertificateRevocationList]
    do {
      root = try verified(chain, for: purposes, at: now, against: [])
      // Once a list is given, every certificate of the path must be answered for. So only the lists of this path's
      // authorities are: one region's lists must not make another region's licences doubtful.
      let authorities = [root] + chain.dropFirst()
      lists = revocationLists.filter { list in authorities.contains { list.isSigned(by: $0) } }
      if !lists.isEmpty { _ = try verified(chain, for: purposes, at: now, against: lists) }
    } catch {
      throw .chain(error)
    }
    guard let anchor = anchors.first(where: { $0.certificate == root }) else { throw .chain(.untrustedAnchor) }
    if anchor.terms.demandsRevocationList, lists.isEmpty { throw .chain(.revocationUnknown) }
    if anchor.requiresPurpose {
      guard let leaf = chain.first, leaf.names(purposes) else { throw .chain(.wrongPurpose) }
    }
    return anchor
  }

  private func verified(
    _ chain: [Certificate], for purposes: Set<CertificatePurpose>, at now: NumericDate,
    against lists: [CertificateRevocationList]
  ) throws(ChainRejection) -> Certificate {
    guard let leaf = chain.first else { throw .malformed }
    return try CertificateChain.verify(
      leaf: leaf, intermediates: Array(chain.dropFirst()), anchors: anchors.map(\.certificate), at: now.seconds,
      purposes: purposes, revocationLists: lists)
  }

  /// The anchors that are believed at that time.
  package func inForce(at now: NumericDate) -> TrustList {
    TrustList(anchors: anchors.filter { $0.terms.areInForce(at: now) }, revocationLists: revocationLists)
  }

  /// The authority key identifiers of the anchors that vouch for that type, for DCQL's `trusted_authorities`.
  package func authorityKeyIdentifiers(for type: String) -> [[UInt8]] {
    anchors.filter { $0.types.contains(type) }.compactMap(\.certificate.subjectKeyIdentifier)
  }
}
