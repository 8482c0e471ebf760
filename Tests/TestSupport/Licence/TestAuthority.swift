// A small real licence authority and a small real wallet, with which tests make a credential and a presentation that
// are right in everything or wrong in exactly one thing.

package import ELicence
package import JOSE
package import LibCrypto

/// A region's authority: a root, an issuer of credentials, a verifier that signs requests, and what is needed to be
/// wrong on purpose.
package struct TestAuthority: Sendable {
  /// A key with its certificates, leaf first, without the root.
  package struct Identity: Sendable {
    package let key: SigningKey
    package let chain: [Certificate]

    package init(key: SigningKey, chain: [Certificate]) {
      self.key = key
      self.chain = chain
    }
  }

  package let region: String
  /// `iss` of its credentials, the one that its anchor lists.
  package let issuerURL: String
  package let root: CertificateAuthority
  /// Signs credentials and status lists.
  package let issuer: Identity
  /// Signs request objects.
  package let verifier: Identity
  /// An issuer whose certificate's time is over.
  package let expiredIssuer: Identity
  /// An issuer whose certificate's time has not begun.
  package let futureIssuer: Identity
  /// An issuer whose certificate the root has revoked.
  package let revokedIssuer: Identity
  /// Under a root that nobody trusts.
  package let strangerIssuer: Identity
  /// Under a root that is trusted for other types.
  package let otherTypesIssuer: Identity
  /// Under a root whose revocation list is out of date.
  package let staleIssuer: Identity

  private let otherTypesRoot: CertificateAuthority
  private let staleRoot: CertificateAuthority
  private let revocationLists: [CertificateRevocationList]

  /// Everything is valid from a day before that moment for years after it. All keys are of one algorithm, ES256 or SM2.
  package init(
    region: String = "419001", issuerURL: String = "https://issuer.example",
    verifierNames: [String] = ["idp.example"], algorithm: SignatureAlgorithm = .es256,
    at now: NumericDate = TestAuthority.moment
  ) throws {
    let start = now.seconds - 86_400
    func makeRoot(_ name: String) throws -> CertificateAuthority {
      try CertificateAuthority.makeRoot(
        commonName: name, organization: "Test Region \(region)", validFrom: start, days: 3650,
        algorithm: algorithm == .sm2 ? .sm2 : .p256)
    }
    func makeIssuer(
      under root: CertificateAuthority, from begin: Int64 = start, days: Int = 1800,
      as profile: CertificateProfile = .credentials
    ) throws -> Identity {
      let key = try SigningKey.generate(algorithm)
      let leaf = try root.issue(
        profile, commonName: "Licence Issuer", organization: "Test Region \(region)",
        publicKeyInfoDER: key.verificationKey.publicKeyInfoDER, validFrom: begin, days: days)
      return Identity(key: key, chain: [leaf])
    }
    self.region = region
    self.issuerURL = issuerURL
    root = try makeRoot("Test Root")
    otherTypesRoot = try makeRoot("Root of Other Types")
    staleRoot = try makeRoot("Root with a Stale List")
    issuer = try makeIssuer(under: root)
    verifier = try makeIssuer(under: root, as: .requestObjects(dnsNames: verifierNames))
    expiredIssuer = try makeIssuer(under: root, from: now.seconds - 40 * 86_400, days: 10)
    futureIssuer = try makeIssuer(under: root, from: now.seconds + 40 * 86_400, days: 10)
    revokedIssuer = try makeIssuer(under: root)
    strangerIssuer = try makeIssuer(under: try makeRoot("Stranger"))
    otherTypesIssuer = try makeIssuer(under: otherTypesRoot)
    staleIssuer = try makeIssuer(under: staleRoot)
    revocationLists = [
      try root.revocationList(
        revoking: [(serial: revokedIssuer.chain[0].serialNumber, at: now.seconds - 60)], thisUpdate: start,
        nextUpdate: now.seconds + 1800 * 86_400),
      try staleRoot.revocationList(revoking: [], thisUpdate: start, nextUpdate: now.seconds - 60),
    ]
  }

  /// A moment for tests that do not care which: 2027-01-15T08:00:00Z, a Friday in the afternoon in Shanghai.
  package static let moment = NumericDate(1_800_000_000)

  /// The root as it stands in a trust list.
  package var anchor: TrustAnchor {
    TrustAnchor(region: region, name: "测试登记机关", certificate: root.certificate, issuers: [issuerURL])
  }

  /// Trusts the root, and the two others as far as they go.
  package var trustList: TrustList {
    TrustList(
      anchors: [
        anchor,
        TrustAnchor(
          region: "other types", name: "Other types", certificate: otherTypesRoot.certificate,
          types: ["urn:example:other"]),
        TrustAnchor(region: "stale list", name: "Stale list", certificate: staleRoot.certificate),
      ], revocationLists: revocationLists)
  }
}
