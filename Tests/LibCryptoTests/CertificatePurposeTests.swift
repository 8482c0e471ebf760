import LibCrypto
import Testing

@Suite struct CertificatePurposeTests {
  private static let profiles: [(CertificateProfile, CertificatePurpose)] = [
    (.requestObjects(dnsNames: ["verifier.example"]), .requestObjects), (.credentials, .licences),
    (.statusLists, .statusLists), (.server(dnsNames: ["a.example"], ipAddresses: []), .tlsServer),
    (.operatorClient, .tlsClient), (.responder, .ocspSigning),
  ]
  private let root: CertificateAuthority

  init() throws { root = try CertificateAuthority.stranger() }

  private func leaf(_ profile: CertificateProfile, under authority: CertificateAuthority? = nil) throws -> Certificate {
    try (authority ?? root).issue(
      profile, commonName: "leaf", organization: "Test", publicKeyInfoDER: freshKeyInfo(), validFrom: noon, days: 1)
  }

  private func verify(
    _ leaf: Certificate, through intermediates: [Certificate] = [], for purposes: Set<CertificatePurpose>?
  ) throws -> Certificate {
    try CertificateChain.verify(
      leaf: leaf, intermediates: intermediates, anchors: [root.certificate], at: noon + 1, purposes: purposes)
  }

  @Test func `every leaf names its purpose, and a root none`() throws {
    #expect(Set(Self.profiles.map(\.1)) == Set(CertificatePurpose.allCases))
    for (profile, purpose) in Self.profiles { #expect(try leaf(profile).purposes == [purpose.rawValue]) }
    #expect(root.certificate.purposes == nil)
  }

  @Test func `a leaf is good for its own purpose and for no other`() throws {
    for (profile, own) in Self.profiles {
      let leaf = try leaf(profile)
      for purpose in CertificatePurpose.allCases {
        if purpose == own {
          #expect(try verify(leaf, for: [purpose]) == root.certificate)
        } else {
          #expect(throws: ChainRejection.wrongPurpose) { try verify(leaf, for: [purpose]) }
        }
      }
      #expect(try verify(leaf, for: Set(CertificatePurpose.allCases)) == root.certificate)
      #expect(throws: ChainRejection.wrongPurpose) { try verify(leaf, for: []) }
      #expect(try verify(leaf, for: nil) == root.certificate)
    }
  }

  @Test func `an authority that is bounded to a purpose certifies for no other`() throws {
    let bounded = try root.makeIntermediate(
      commonName: "Licences only", validFrom: noon, days: 10, purposes: [.licences, .statusLists])
    let issuer = try leaf(.credentials, under: bounded)
    #expect(try verify(issuer, through: [bounded.certificate], for: [.licences]) == root.certificate)
    let verifier = try leaf(.requestObjects(dnsNames: ["verifier.example"]), under: bounded)
    #expect(throws: ChainRejection.wrongPurpose) {
      try verify(verifier, through: [bounded.certificate], for: [.requestObjects])
    }
  }
}

/// Certificates that others made: with no extended key usage, with several purposes, with all, with one nobody knows.
@Suite(.enabled(if: OpenSSLTool.path != nil)) final class ForeignPurposeTests {
  private let openssl: OpenSSLTool

  init() throws { openssl = try OpenSSLTool() }

  deinit {
    do { try openssl.remove() } catch { Issue.record(error) }
  }

  private func leaf(_ usage: String?) throws -> (leaf: Certificate, root: Certificate) {
    // The tool dates what it signs by today.
    let root = try CertificateAuthority.makeRoot(
      commonName: "Root", organization: "Test", validFrom: noon - 86_400 * 1000, days: 36_000)
    try openssl.write(root.certificate.pem, to: "root.pem")
    try openssl.write(root.privateKeyPEM, to: "root.key")
    try openssl.write(
      "keyUsage=critical,digitalSignature\n" + (usage.map { "extendedKeyUsage=\($0)\n" } ?? ""), to: "x")
    let made = try openssl(
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "leaf.key", "-out",
      "leaf.csr", "-subj", "/CN=Foreign")
    #expect(made.status == 0, "\(made.output)")
    let signed = try openssl(
      "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "10", "-extfile", "x",
      "-out",
      "leaf.pem")
    #expect(signed.status == 0, "\(signed.output)")
    return (try Certificate(pem: try openssl.read("leaf.pem")), root.certificate)
  }

  private func isGood(_ usage: String?, for purpose: CertificatePurpose) throws -> Bool {
    let (leaf, root) = try leaf(usage)
    do {
      return try CertificateChain.verify(
        leaf: leaf, intermediates: [], anchors: [root], at: leaf.notBefore, purposes: [purpose]) == root
    } catch ChainRejection.wrongPurpose {
      return false
    }
  }

  @Test func `a leaf that names no purpose is bounded by none`() throws {
    #expect(try leaf(nil).leaf.purposes == nil)
    #expect(try isGood(nil, for: .licences))
    #expect(try isGood("anyExtendedKeyUsage", for: .licences))
  }

  @Test func `a leaf that names purposes is good for these`() throws {
    let both = "critical,serverAuth,\(CertificatePurpose.licences.rawValue)"
    #expect(try isGood(both, for: .licences))
    #expect(try isGood(both, for: .tlsServer))
    #expect(try !isGood(both, for: .requestObjects))
    // The beginning of a purpose, and one that begins with it, are others.
    #expect(try !isGood("2.25.114092957263518033140810559349620504997", for: .licences))
    #expect(try !isGood("\(CertificatePurpose.licences.rawValue).1", for: .licences))
    #expect(try !isGood("1.2.3.4", for: .licences))
  }

  @Test func `an extended key usage that cannot be read is fit for nothing`() throws {
    #expect(try !isGood("DER:3000", for: .licences))
    #expect(throws: LibCryptoError.self) { try isGood("DER:0500", for: .licences) }
  }

  @Test func `the tool reads the purpose of a made leaf`() throws {
    let leaf = try Authorities(depth: 0).leaf
    try openssl.write(leaf.pem, to: "leaf.pem")
    let text = try openssl("x509", "-in", "leaf.pem", "-noout", "-ext", "extendedKeyUsage").output
    #expect(text.contains("1.0.18013.5.1.6") || text.contains("mdl"), "\(text)")
  }
}
