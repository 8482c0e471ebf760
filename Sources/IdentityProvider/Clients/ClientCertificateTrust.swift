package import LibCrypto

/// Which client certificates can reach this server, and which authorities it believes about them.
package struct ClientCertificateTrust: Sendable {
  /// The authorities of `tls_client_auth`; none: that method is not served.
  let anchors: [Certificate]
  /// Authorities in between that clients need not show.
  let intermediates: [Certificate]
  /// Whether a caller can show a certificate at all.
  package let isReachable: Bool

  /// No certificate reaches this server.
  package static let none = ClientCertificateTrust(authorities: [], isReachable: false)

  /// - Parameter authorities: roots, which are issued by themselves, and authorities below them.
  package init(authorities: [Certificate], isReachable: Bool) {
    anchors = authorities.filter(\.isSelfIssued)
    intermediates = authorities.filter { !$0.isSelfIssued }
    self.isReachable = isReachable
  }

  /// Whether clients may be authenticated by certificates of an authority.
  var servesAuthorities: Bool { isReachable && !anchors.isEmpty }
}
