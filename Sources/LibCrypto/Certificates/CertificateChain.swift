import COpenSSL

/// Path validation (RFC 5280 §6), of any depth up to nine authorities.
package enum CertificateChain {
  /// The most certificates that may be offered between leaf and anchor.
  package static let maximumIntermediates = 8

  /// Gives the anchor the leaf leads to. Only `anchors` are trusted; `intermediates` may come in any order and be more
  /// than are needed.
  ///
  /// Where revocation lists or OCSP answers are given, each certificate below the anchor must be answered for by a current
  /// one of its issuer: silence is not a good answer. Without any revocation is not asked about.
  ///
  /// Where purposes are given, the leaf must be fit for one of them, and so must each authority that bounds what it
  /// certifies for. A certificate without extended key usage is bounded by nothing (RFC 5280 §4.2.1.12).
  package static func verify(
    leaf: Certificate, intermediates: [Certificate], anchors: [Certificate], at now: Int64,
    purposes: Set<CertificatePurpose>? = nil, revocationLists: [CertificateRevocationList] = [],
    statusAnswers: [CertificateStatusAnswer] = []
  ) throws(ChainRejection) -> Certificate {
    guard intermediates.count <= maximumIntermediates else { throw .tooLong }
    let path = try path(leaf: leaf, intermediates: intermediates, anchors: anchors, at: now)
    guard let top = path.last, let anchor = anchors.first(where: { $0 == top }) else { throw .untrustedAnchor }
    if let purposes {
      guard path.dropLast().allSatisfy({ $0.allows(purposes) }) else { throw .wrongPurpose }
    }
    if !revocationLists.isEmpty || !statusAnswers.isEmpty {
      for (certificate, issuer) in zip(path, path.dropFirst()) {
        try checkRevocation(
          of: certificate, issuer: issuer, lists: revocationLists, answers: statusAnswers, at: now)
      }
    }
    return anchor
  }

  /// From the leaf to the anchor. The certificates of an issuer come again with everything that it signed.
  private static func path(
    leaf: Certificate, intermediates: [Certificate], anchors: [Certificate], at now: Int64
  ) throws(ChainRejection) -> [Certificate] {
    let offer = KnownPaths.Offer(leaf: leaf, intermediates: intermediates, anchors: anchors)
    if let known = KnownPaths.shared.path(of: offer, at: now) { return known }
    let path = try verifiedPath(leaf: leaf, intermediates: intermediates, anchors: anchors, at: now)
    KnownPaths.shared.remember(path, of: offer)
    return path
  }

  private static func verifiedPath(
    leaf: Certificate, intermediates: [Certificate], anchors: [Certificate], at now: Int64
  ) throws(ChainRejection) -> [Certificate] {
    guard let chain = copenssl_chain_new() else { throw .malformed }
    defer { copenssl_chain_free(chain) }
    for certificate in intermediates {
      guard copenssl_chain_add_intermediate(chain, certificate.handle.pointer) == 1 else { throw .malformed }
    }
    for certificate in anchors {
      guard copenssl_chain_add_anchor(chain, certificate.handle.pointer) == 1 else { throw .malformed }
    }
    if let rejection = rejection(copenssl_chain_verify(chain, leaf.handle.pointer, now)) { throw rejection }
    let known = [leaf] + intermediates + anchors
    var path: [Certificate] = []
    for index in 0..<copenssl_chain_count(chain) {
      guard let der = takeBytes(copenssl_chain_certificate_der(chain, index)),
        let certificate = known.first(where: { $0.der == der })
      else { throw .malformed }
      path.append(certificate)
    }
    return path
  }

  private static func rejection(_ code: Int32) -> ChainRejection? {
    switch Int(code) {
    case COPENSSL_CHAIN_GOOD: nil
    case COPENSSL_CHAIN_UNTRUSTED_ANCHOR: .untrustedAnchor
    case COPENSSL_CHAIN_EXPIRED: .expired
    case COPENSSL_CHAIN_NOT_YET_VALID: .notYetValid
    case COPENSSL_CHAIN_BAD_SIGNATURE: .badSignature
    case COPENSSL_CHAIN_NOT_AN_AUTHORITY: .notAnAuthority
    case COPENSSL_CHAIN_WRONG_USAGE: .wrongUsage
    case COPENSSL_CHAIN_TOO_LONG: .tooLong
    default: .malformed
    }
  }

  private static func checkRevocation(
    of certificate: Certificate, issuer: Certificate, lists: [CertificateRevocationList],
    answers: [CertificateStatusAnswer], at now: Int64
  ) throws(ChainRejection) {
    let said = answers.map { $0.status(of: certificate, issuedBy: issuer, at: now) }
    if said.contains(.revoked) { throw .revoked }
    var isAnswered = said.contains(.good)
    for list in lists where list.isSigned(by: issuer) {
      // An old list no longer clears anybody, but what it revoked stays revoked.
      if list.contains(serialNumber: certificate.serialNumber) { throw .revoked }
      if list.thisUpdate <= now && now <= list.nextUpdate { isAnswered = true }
    }
    guard isAnswered else { throw .revocationUnknown }
  }
}
