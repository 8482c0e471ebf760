import ELicence
import JOSE
import LibCrypto
import TestSupport
import Testing

struct TrustListTests {
  @Test func `a trust list survives as a file`() throws {
    let list = try TestAuthority().trustList
    #expect(try #require(TrustList(json: JSON(parsing: list.json.serialized()))).anchors == list.anchors)
  }

  @Test func `half a trust list is none`() throws {
    let good = try TestAuthority().anchor.json
    #expect(TrustList(json: ["anchors": [good]]) != nil)
    for bad: JSON in [[:], ["region": "r", "name": "n", "types": [], "certificate": "-"], "x"] {
      #expect(TrustList(json: ["anchors": [good, bad]]) == nil)
    }
    #expect(TrustList(json: []) == nil)
  }

  @Test func `a verifier names the authorities of the type only`() throws {
    let authority = try TestAuthority()
    let identifiers = authority.trustList.authorityKeyIdentifiers(for: LicenceCredential.type)
    #expect(identifiers.count == 2)
    #expect(try identifiers.contains(#require(authority.root.certificate.subjectKeyIdentifier)))
    #expect(authority.issuer.chain[0].authorityKeyIdentifier == authority.root.certificate.subjectKeyIdentifier)
  }

  @Test func `an empty chain leads nowhere`() throws {
    let list = try TestAuthority().trustList
    #expect(throws: TrustRejection.chain(.malformed)) { try list.anchor(of: [], at: TestAuthority.moment) }
  }
}
