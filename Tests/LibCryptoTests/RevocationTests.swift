import LibCrypto
import Testing

struct RevocationTests {
  let made: Authorities

  init() throws { made = try Authorities(depth: 1) }

  private func list(
    by authority: CertificateAuthority, revoking: [Certificate] = [], from: Int64 = noon, until: Int64 = noon + 86_400
  ) throws -> CertificateRevocationList {
    try authority.revocationList(
      revoking: revoking.map { ($0.serialNumber, noon) }, thisUpdate: from, nextUpdate: until)
  }

  private func verify(_ lists: [CertificateRevocationList], at time: Int64 = noon + 1) throws -> Certificate {
    try CertificateChain.verify(
      leaf: made.leaf, intermediates: made.intermediates, anchors: [made.root.certificate], at: time,
      revocationLists: lists)
  }

  @Test func `lists that name others leave a chain good`() throws {
    let other = try made.last.issueLeaf()
    let lists = [try list(by: made.root), try list(by: made.last, revoking: [other])]
    #expect(try verify(lists) == made.root.certificate)
    #expect(lists[1].contains(serialNumber: other.serialNumber))
    #expect(!lists[1].contains(serialNumber: made.leaf.serialNumber))
  }

  @Test func `a revoked leaf is refused`() throws {
    let lists = [try list(by: made.root), try list(by: made.last, revoking: [try made.last.issueLeaf(), made.leaf])]
    #expect(throws: ChainRejection.revoked) { try verify(lists) }
  }

  @Test func `what held a moment ago is refused once it is revoked`() throws {
    #expect(try verify([try list(by: made.root), try list(by: made.last)]) == made.root.certificate)
    #expect(throws: ChainRejection.revoked) {
      try verify([try list(by: made.root), try list(by: made.last, revoking: [made.leaf])])
    }
  }

  @Test func `a revoked authority is refused`() throws {
    let lists = [try list(by: made.root, revoking: made.intermediates), try list(by: made.last)]
    #expect(throws: ChainRejection.revoked) { try verify(lists) }
  }

  @Test func `silence about any link is no answer`() throws {
    #expect(throws: ChainRejection.revocationUnknown) { try verify([try list(by: made.last)]) }
    #expect(throws: ChainRejection.revocationUnknown) { try verify([try list(by: made.root)]) }
  }

  @Test func `a list by another issuer neither clears nor revokes`() throws {
    // The same name, another key.
    let namesake = try CertificateAuthority.stranger(named: "x").makeIntermediate(
      commonName: "Authority 0", organization: "Test", validFrom: noon, days: 10)
    #expect(namesake.certificate.subject == made.last.certificate.subject)
    let forged = try list(by: namesake, revoking: [made.leaf])
    #expect(!forged.isSigned(by: made.last.certificate))
    #expect(throws: ChainRejection.revocationUnknown) { try verify([try list(by: made.root), forged]) }
    #expect(try verify([try list(by: made.root), try list(by: made.last), forged]) == made.root.certificate)
  }

  @Test func `an authority does not answer for another's certificates`() throws {
    let byRoot = try list(by: made.root, revoking: [made.leaf])
    #expect(try verify([byRoot, try list(by: made.last)]) == made.root.certificate)
  }

  @Test func `a leaf signs no lists`() throws {
    let asLeaf = try made.root.issue(
      .credentials, commonName: "Authority 0", organization: "Test",
      publicKeyInfoDER: made.last.certificate.publicKeyInfoDER, validFrom: noon, days: 10)
    let good = try list(by: made.last)
    #expect(good.isSigned(by: made.last.certificate))
    #expect(!good.isSigned(by: asLeaf))
  }

  @Test func `an old or a future list clears nobody but an old one still revokes`() throws {
    let root = try list(by: made.root, until: noon + 900_000)
    let later = noon + 200_000
    #expect(throws: ChainRejection.revocationUnknown) { try verify([root, try list(by: made.last)], at: later) }
    #expect(throws: ChainRejection.revocationUnknown) {
      try verify([root, try list(by: made.last, from: later, until: later + 10)])
    }
    #expect(throws: ChainRejection.revoked) {
      try verify([root, try list(by: made.last, revoking: [made.leaf])], at: later)
    }
  }

  @Test func `a list is read back from DER and PEM`() throws {
    let list = try list(by: made.last, revoking: [made.leaf])
    for copy in [try CertificateRevocationList(der: list.der), try CertificateRevocationList(pem: list.pem)] {
      #expect(copy.der == list.der)
      #expect(copy.issuer == made.last.certificate.subject)
      #expect(copy.thisUpdate == noon)
      #expect(copy.nextUpdate == noon + 86_400)
      #expect(copy.contains(serialNumber: made.leaf.serialNumber))
      #expect(copy.isSigned(by: made.last.certificate))
    }
  }

  @Test func `a list that ends before it begins is not made`() {
    #expect(throws: LibCryptoError.self) { try list(by: made.last, from: noon, until: noon) }
  }

  @Test func `no turned bit of a list keeps its signature good`() throws {
    let der = try list(by: made.last, revoking: [made.leaf]).der
    for place in der.indices {
      for bit: UInt8 in [0x01, 0x80] {
        var bytes = der
        bytes[place] ^= bit
        guard let altered = try? CertificateRevocationList(der: bytes) else { continue }
        #expect(!altered.isSigned(by: made.last.certificate), "octet \(place)")
      }
    }
  }

  @Test func `a list whose outer algorithm differs from the signed one is refused`() throws {
    // Entries enough for a length of two octets.
    let list = try list(by: made.last, revoking: (0..<10).map { _ in try made.last.issueLeaf() })
    // ecdsa-with-SHA256, first as it is and then with a NULL parameter it does not have (RFC 5758 §3.2).
    let identifier: [UInt8] = [0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]
    let place = try #require(list.der.ranges(of: identifier).last)
    var bytes = list.der
    bytes.replaceSubrange(place, with: [0x30, 0x0C] + identifier.dropFirst(2) + [0x05, 0x00])
    #expect(bytes[1] == 0x82)
    let inside = bytes.dropFirst(4)
    bytes = [0x30, 0x82, UInt8(inside.count >> 8), UInt8(inside.count & 0xFF)] + inside
    let altered = try CertificateRevocationList(der: bytes)
    #expect(list.isSigned(by: made.last.certificate))
    #expect(!altered.isSigned(by: made.last.certificate))
  }

  @Test func `a cut list is refused at every length`() throws {
    let der = try list(by: made.last, revoking: [made.leaf]).der
    for length in 0..<der.count {
      #expect(throws: LibCryptoError.self) { try CertificateRevocationList(der: Array(der[..<length])) }
    }
    #expect(throws: LibCryptoError.self) { try CertificateRevocationList(der: der + [0]) }
  }
}
