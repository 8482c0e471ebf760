import LibCrypto
import Testing

struct CertificateChainTests {
  @Test(arguments: 0...3) func `a good chain of any depth gives its anchor`(depth: Int) throws {
    let made = try Authorities(depth: depth)
    let anchor = try CertificateChain.verify(
      leaf: made.leaf, intermediates: made.intermediates,
      anchors: [try CertificateAuthority.stranger().certificate, made.root.certificate], at: noon + 1)
    #expect(anchor == made.root.certificate)
  }

  @Test func `the order of intermediates and extra ones do not matter`() throws {
    let made = try Authorities(depth: 3)
    let offered = [try Authorities(depth: 1).intermediates[0]] + made.intermediates.reversed()
    let anchor = try CertificateChain.verify(
      leaf: made.leaf, intermediates: offered, anchors: [made.root.certificate], at: noon + 1)
    #expect(anchor == made.root.certificate)
  }

  @Test(arguments: 0...2) func `a broken signature at any link is refused`(broken: Int) throws {
    let made = try Authorities(depth: 2)
    var links = made.intermediates + [made.leaf]
    links[broken] = try links[broken].withBrokenSignature()
    #expect(throws: ChainRejection.badSignature) {
      try CertificateChain.verify(
        leaf: links[2], intermediates: [links[0], links[1]], anchors: [made.root.certificate], at: noon + 1)
    }
  }

  @Test(arguments: 0...1) func `a missing link at any place is refused`(missing: Int) throws {
    let made = try Authorities(depth: 2)
    var offered = made.intermediates
    offered.remove(at: missing)
    #expect(throws: ChainRejection.untrustedAnchor) {
      try CertificateChain.verify(
        leaf: made.leaf, intermediates: offered, anchors: [made.root.certificate], at: noon + 1)
    }
  }

  @Test func `no anchors means no trust`() throws {
    let made = try Authorities(depth: 1)
    #expect(throws: ChainRejection.untrustedAnchor) {
      try CertificateChain.verify(leaf: made.leaf, intermediates: made.intermediates, anchors: [], at: noon + 1)
    }
  }

  @Test func `an anchor of the same name with another key is refused`() throws {
    let made = try Authorities(depth: 1)
    let namesake = try CertificateAuthority.stranger(named: "测试根")
    #expect(namesake.certificate.subject == made.root.certificate.subject)
    #expect(throws: ChainRejection.untrustedAnchor) {
      try CertificateChain.verify(
        leaf: made.leaf, intermediates: made.intermediates, anchors: [namesake.certificate], at: noon + 1)
    }
  }

  @Test func `a root that is only offered is not trusted`() throws {
    let made = try Authorities(depth: 1)
    #expect(throws: ChainRejection.untrustedAnchor) {
      try CertificateChain.verify(
        leaf: made.leaf, intermediates: made.intermediates + [made.root.certificate],
        anchors: [try CertificateAuthority.stranger().certificate], at: noon + 1)
    }
  }

  @Test func `an intermediate is no anchor`() throws {
    let made = try Authorities(depth: 1)
    #expect(throws: ChainRejection.untrustedAnchor) {
      try CertificateChain.verify(leaf: made.leaf, intermediates: [], anchors: made.intermediates, at: noon + 1)
    }
  }

  @Test func `the first and the last second count and the ones beyond do not`() throws {
    let made = try Authorities(depth: 1)
    func verify(at time: Int64) throws -> Certificate {
      try CertificateChain.verify(
        leaf: made.leaf, intermediates: made.intermediates, anchors: [made.root.certificate], at: time)
    }
    #expect(throws: ChainRejection.notYetValid) { try verify(at: noon - 1) }
    #expect(try verify(at: noon) == made.root.certificate)
    #expect(try verify(at: made.leaf.notAfter - 1) == made.root.certificate)
    #expect(throws: ChainRejection.expired) { try verify(at: made.leaf.notAfter + 1) }
  }

  @Test func `a path that held before holds for its own links and anchors only`() throws {
    let made = try Authorities(depth: 1)
    func verify(_ links: [Certificate], _ anchors: [Certificate]) throws -> Certificate {
      try CertificateChain.verify(leaf: made.leaf, intermediates: links, anchors: anchors, at: noon + 1)
    }
    let root = made.root.certificate
    for _ in 0..<2 { #expect(try verify(made.intermediates, [root]) == root) }
    #expect(throws: ChainRejection.untrustedAnchor) { try verify([], [root]) }
    #expect(throws: ChainRejection.untrustedAnchor) {
      try verify(made.intermediates, [try CertificateAuthority.stranger().certificate])
    }
    #expect(try verify(made.intermediates, [root]) == root)
  }

  @Test func `an expired authority ends its leaves`() throws {
    let root = try CertificateAuthority.stranger()
    let below = try root.makeIntermediate(commonName: "Short", validFrom: noon, days: 1)
    let leaf = try below.issueLeaf(days: 50)
    #expect(leaf.notAfter == below.certificate.notAfter)
    #expect(throws: ChainRejection.expired) {
      try CertificateChain.verify(
        leaf: leaf, intermediates: [below.certificate], anchors: [root.certificate], at: noon + 2 * 86_400)
    }
  }

  @Test func `a leaf used as an authority is refused`() throws {
    let made = try Authorities(depth: 1)
    // A leaf with the authority's own name and key: everything fits but the right to issue.
    let disguised = try made.root.issue(
      .credentials, commonName: "Authority 0", organization: "Test",
      publicKeyInfoDER: made.intermediates[0].publicKeyInfoDER, validFrom: noon, days: 10)
    #expect(disguised.subject == made.intermediates[0].subject)
    #expect(!disguised.isAuthority)
    #expect(throws: ChainRejection.notAnAuthority) {
      try CertificateChain.verify(
        leaf: made.leaf, intermediates: [disguised], anchors: [made.root.certificate], at: noon + 1)
    }
  }

  @Test func `an authority without digitalSignature is no leaf`() throws {
    let made = try Authorities(depth: 1)
    #expect(throws: ChainRejection.wrongUsage) {
      try CertificateChain.verify(
        leaf: made.intermediates[0], intermediates: [], anchors: [made.root.certificate], at: noon + 1)
    }
    #expect(throws: ChainRejection.wrongUsage) {
      try CertificateChain.verify(
        leaf: made.root.certificate, intermediates: [], anchors: [made.root.certificate], at: noon + 1)
    }
  }

  @Test func `a path length is kept`() throws {
    let root = try CertificateAuthority.stranger()
    let first = try root.makeIntermediate(commonName: "First", validFrom: noon, days: 10, pathLength: 0)
    let second = try first.makeIntermediate(commonName: "Second", validFrom: noon, days: 10)
    let direct = try first.issueLeaf()
    let beyond = try second.issueLeaf()
    #expect(
      try CertificateChain.verify(
        leaf: direct, intermediates: [first.certificate], anchors: [root.certificate], at: noon + 1)
        == root.certificate)
    #expect(throws: ChainRejection.tooLong) {
      try CertificateChain.verify(
        leaf: beyond, intermediates: [first.certificate, second.certificate], anchors: [root.certificate],
        at: noon + 1)
    }
  }

  @Test func `eight intermediates are the most`() throws {
    let deepest = try Authorities(depth: 8)
    #expect(
      try CertificateChain.verify(
        leaf: deepest.leaf, intermediates: deepest.intermediates, anchors: [deepest.root.certificate], at: noon + 1)
        == deepest.root.certificate)
    let tooMany = deepest.intermediates + [try CertificateAuthority.stranger().certificate]
    #expect(throws: ChainRejection.tooLong) {
      try CertificateChain.verify(
        leaf: deepest.leaf, intermediates: tooMany, anchors: [deepest.root.certificate], at: noon + 1)
    }
  }

  @Test func `chains are verified from many tasks at once`() async throws {
    let made = try Authorities(depth: 2)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<64 {
        group.addTask {
          let anchor = try CertificateChain.verify(
            leaf: made.leaf, intermediates: made.intermediates, anchors: [made.root.certificate], at: noon + 1)
          return anchor == made.root.certificate
        }
      }
      for try await isGood in group { #expect(isGood) }
    }
  }
}
