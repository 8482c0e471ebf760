import ELicence
import JOSE
import LibCrypto
import TestSupport
import Testing

struct TrustTermsTests {
  private static let moment = TestAuthority.moment

  private static func list(
    _ authority: TestAuthority, _ terms: TrustTerms, _ lists: [CertificateRevocationList] = []
  ) -> TrustList {
    TrustList(
      anchors: [TrustAnchor(region: "r", name: "n", certificate: authority.root.certificate, terms: terms)],
      revocationLists: lists)
  }

  @Test func `terms survive as part of an entry, and their absence means none`() throws {
    let root = try TestAuthority().root.certificate
    let terms = TrustTerms(
      notBefore: NumericDate(1), notAfter: NumericDate(2), assurance: .low,
      revocationLists: ["https://crl.example/a", "http://crl.example/b"], demandsRevocationList: true)
    for terms in [terms, .none] {
      let anchor = TrustAnchor(region: "r", name: "n", certificate: root, terms: terms)
      #expect(TrustAnchor(json: anchor.json) == anchor)
    }
  }

  @Test(
    arguments: [
      ["not_before": "soon"], ["not_after": true], ["not_before": 5, "not_after": 5], ["assurance": "highest"],
      ["assurance": 1], ["revocation_lists": "https://crl.example"], ["revocation_lists": ["file:///etc/passwd"]],
      ["revocation_lists": ["https://crl.example/a b"]], ["revocation_lists": [1]],
    ] as [JSONObject])
  func `terms that cannot be read are no terms, and the entry is none`(members: JSONObject) throws {
    #expect(TrustTerms(json: .object(members)) == nil)
    let anchor = try TestAuthority().anchor.json.object ?? [:]
    #expect(TrustAnchor(json: .object(anchor.merging(members))) == nil)
  }

  @Test func `an anchor is believed in its time only`() throws {
    let authority = try TestAuthority()
    let terms = TrustTerms(notBefore: Self.moment, notAfter: Self.moment + 10)
    let list = Self.list(authority, terms)
    for offset in [0, 9] {
      _ = try list.anchor(of: authority.issuer.chain, for: [.licences], at: Self.moment + offset)
    }
    for offset in [-1, 10] {
      #expect(throws: TrustRejection.chain(.untrustedAnchor), "\(offset)") {
        try list.anchor(of: authority.issuer.chain, for: [.licences], at: Self.moment + offset)
      }
    }
  }

  @Test func `where a revocation list is demanded, none is a refusal`() throws {
    let authority = try TestAuthority()
    let terms = TrustTerms(demandsRevocationList: true)
    #expect(throws: TrustRejection.chain(.revocationUnknown)) {
      try Self.list(authority, terms).anchor(of: authority.issuer.chain, for: [.licences], at: Self.moment)
    }
    let others = try TestAuthority().root.revocationList(
      revoking: [], thisUpdate: Self.moment.seconds - 60, nextUpdate: Self.moment.seconds + 60)
    #expect(throws: TrustRejection.chain(.revocationUnknown)) {
      try Self.list(authority, terms, [others]).anchor(of: authority.issuer.chain, for: [.licences], at: Self.moment)
    }
    let own = try authority.root.revocationList(
      revoking: [], thisUpdate: Self.moment.seconds - 60, nextUpdate: Self.moment.seconds + 60)
    _ = try Self.list(authority, terms, [own]).anchor(of: authority.issuer.chain, for: [.licences], at: Self.moment)
  }

  @Test func `a login reaches the assurance of its region and no more`() async throws {
    #expect(LicenceAssurance.standard.level == 1)
    #expect(LicenceAssurance.low.level == 0)
  }
}
