import ELicence
package import JOSE
package import LibCrypto

/// The roots that the wallet believes: under which verifiers may ask, and under which licences may be issued.
package struct WalletTrust: Sendable {
  let verifiers: TrustList
  let issuers: TrustList

  /// - Parameters:
  ///   - verifiers: roots of certificates that sign requests.
  ///   - issuers: roots of certificates that sign licences.
  package init(
    verifiers: [Certificate], issuers: [Certificate], revocationLists: [CertificateRevocationList] = []
  ) {
    self.verifiers = Self.list(verifiers, revocationLists)
    self.issuers = Self.list(issuers, revocationLists)
  }

  /// The same roots for both.
  package init(anchors: [Certificate]) { self.init(verifiers: anchors, issuers: anchors) }

  /// The same roots for both, from a file's text. Fails when it holds none, or one that cannot be read.
  package init(pem: String) throws(LibCryptoError) {
    let certificates = try Certificate.certificates(inPEM: pem)
    guard !certificates.isEmpty else {
      throw LibCryptoError(operation: "read roots", reason: "there is no certificate")
    }
    self.init(anchors: certificates)
  }

  private static func list(_ roots: [Certificate], _ lists: [CertificateRevocationList]) -> TrustList {
    TrustList(
      anchors: roots.map { TrustAnchor(region: "", name: $0.commonName ?? $0.subject, certificate: $0) },
      revocationLists: lists)
  }
}

/// What the dealings with others need: a way out, roots, a clock.
package struct WalletSurroundings: Sendable {
  let transport: any WalletTransport
  let trust: WalletTrust
  let clock: @Sendable () -> NumericDate

  package init(
    transport: any WalletTransport, trust: WalletTrust, clock: @escaping @Sendable () -> NumericDate = NumericDate.now
  ) {
    self.transport = transport
    self.trust = trust
    self.clock = clock
  }

  func randomText(_ bytes: Int = 16) -> String { Base64URL.encode(Random.bytes(bytes)) }

  /// A name for what the holder will type at a command line.
  func newName() -> String { Base64URL.name(Random.bytes(6)) }
}
