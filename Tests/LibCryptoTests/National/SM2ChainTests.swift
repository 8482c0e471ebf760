import LibCrypto
import Testing

/// Root, two authorities and a leaf, all with keys of SM2: three signatures.
struct SM2ChainTests {
  private let made: Authorities

  init() throws { made = try Authorities(depth: 2, algorithm: .sm2) }

  private func verify(
    leaf: Certificate? = nil, intermediates: [Certificate]? = nil, lists: [CertificateRevocationList] = []
  ) throws -> Certificate {
    try CertificateChain.verify(
      leaf: leaf ?? made.leaf, intermediates: intermediates ?? made.intermediates,
      anchors: [made.root.certificate], at: noon + 1, revocationLists: lists)
  }

  private func list(
    by authority: CertificateAuthority, revoking: [Certificate] = []
  ) throws -> CertificateRevocationList {
    try authority.revocationList(
      revoking: revoking.map { ($0.serialNumber, noon) }, thisUpdate: noon, nextUpdate: noon + 86_400)
  }

  @Test func `all keys of a chain are of SM2`() {
    for certificate in [made.root.certificate] + made.intermediates + [made.leaf] {
      guard case .sm2(let point) = certificate.publicKey else {
        Issue.record("not an SM2 key: \(certificate.subject)")
        continue
      }
      #expect(point.count == 65)
    }
  }

  @Test(arguments: 0...4) func `a good chain of any depth gives its anchor`(depth: Int) throws {
    let made = try Authorities(depth: depth, algorithm: .sm2)
    let anchor = try CertificateChain.verify(
      leaf: made.leaf, intermediates: made.intermediates, anchors: [made.root.certificate], at: noon + 1)
    #expect(anchor == made.root.certificate)
  }

  @Test(arguments: 0...2) func `each broken link is refused`(broken: Int) throws {
    var links = made.intermediates + [made.leaf]
    links[broken] = try links[broken].withBrokenSignature()
    #expect(throws: ChainRejection.badSignature) { try verify(leaf: links[2], intermediates: [links[0], links[1]]) }
  }

  @Test(arguments: 0...1) func `each missing link is refused`(missing: Int) throws {
    var offered = made.intermediates
    offered.remove(at: missing)
    #expect(throws: ChainRejection.untrustedAnchor) { try verify(intermediates: offered) }
  }

  @Test func `a namesake's signature is refused`() throws {
    let namesake = try CertificateAuthority.makeRoot(
      commonName: "Authority 1", organization: "Test", validFrom: noon, days: 100, algorithm: .sm2)
    #expect(namesake.certificate.subject == made.last.certificate.subject)
    #expect(throws: ChainRejection.self) { try verify(leaf: namesake.issueLeaf()) }
  }

  @Test func `an SM2 authority certifies keys of other kinds and the other way round`() throws {
    let mixed = try made.last.issue(
      .credentials, commonName: "leaf", organization: "Test", publicKeyInfoDER: freshKeyInfo(), validFrom: noon, days: 1
    )
    #expect(try verify(leaf: mixed) == made.root.certificate)
    let root = try CertificateAuthority.stranger()
    let leaf = try root.issue(
      .credentials, commonName: "leaf", organization: "Test",
      publicKeyInfoDER: SM2PrivateKey.generate().publicKey.publicKeyInfoDER, validFrom: noon, days: 1)
    #expect(
      try CertificateChain.verify(leaf: leaf, intermediates: [], anchors: [root.certificate], at: noon + 1)
        == root.certificate)
  }

  @Test func `current lists of every issuer clear a chain`() throws {
    let lists = [try list(by: made.root), try list(by: made.below[0]), try list(by: made.last)]
    #expect(try verify(lists: lists) == made.root.certificate)
    #expect(throws: ChainRejection.revocationUnknown) { try verify(lists: Array(lists.dropLast())) }
  }

  @Test(arguments: 0...2) func `a certificate that its issuer's list names is refused`(revoked: Int) throws {
    let issuers = [made.root] + made.below
    let links = made.intermediates + [made.leaf]
    let lists = try issuers.indices.map { try list(by: issuers[$0], revoking: $0 == revoked ? [links[$0]] : []) }
    #expect(throws: ChainRejection.revoked) { try verify(lists: lists) }
  }

  @Test func `no turned bit of a list keeps its signature good`() throws {
    let list = try list(by: made.last, revoking: [made.leaf])
    #expect(list.isSigned(by: made.last.certificate))
    #expect(!list.isSigned(by: made.root.certificate))
    for place in list.der.indices {
      var bytes = list.der
      bytes[place] ^= 1
      guard let altered = try? CertificateRevocationList(der: bytes) else { continue }
      #expect(!altered.isSigned(by: made.last.certificate), "octet \(place)")
    }
  }

  @Test func `an authority is kept and taken up again`() throws {
    let again = try CertificateAuthority(
      certificatePEM: made.last.certificate.pem, privateKeyPEM: made.last.privateKeyPEM)
    #expect(again.algorithm == .sm2)
    #expect(try verify(leaf: again.issueLeaf()) == made.root.certificate)
    #expect(throws: LibCryptoError.self) {
      try CertificateAuthority(
        certificate: made.last.certificate, privateKeyPKCS8DER: SM2PrivateKey.generate().pkcs8DER)
    }
  }
}
