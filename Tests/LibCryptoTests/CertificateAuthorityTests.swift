import LibCrypto
import Testing

struct CertificateAuthorityTests {
  let root: CertificateAuthority

  init() throws { root = try CertificateAuthority.stranger() }

  private func issue(
    _ profile: CertificateProfile, name: String = "leaf", keyInfo: [UInt8]? = nil, days: Int = 1
  ) throws -> Certificate {
    try root.issue(
      profile, commonName: name, organization: "Test", publicKeyInfoDER: try keyInfo ?? freshKeyInfo(),
      validFrom: noon, days: days)
  }

  @Test func `an authority is kept and taken up again`() throws {
    for copy in [
      try CertificateAuthority(certificatePEM: root.certificate.pem, privateKeyPEM: root.privateKeyPEM),
      try CertificateAuthority(certificate: root.certificate, privateKeyPKCS8DER: root.privateKeyPKCS8DER),
    ] {
      let leaf = try copy.issueLeaf()
      #expect(
        try CertificateChain.verify(leaf: leaf, intermediates: [], anchors: [root.certificate], at: noon + 1)
          == root.certificate)
    }
  }

  @Test func `another authority's key is refused`() throws {
    let other = try CertificateAuthority.stranger()
    #expect(throws: LibCryptoError.self) {
      try CertificateAuthority(certificate: root.certificate, privateKeyPKCS8DER: other.privateKeyPKCS8DER)
    }
  }

  @Test func `a leaf does not become an authority`() throws {
    let leaf = try issue(.credentials, keyInfo: root.certificate.publicKeyInfoDER)
    #expect(throws: LibCryptoError.self) {
      try CertificateAuthority(certificate: leaf, privateKeyPKCS8DER: root.privateKeyPKCS8DER)
    }
  }

  @Test func `an RSA key makes no authority`() throws {
    let key = try RSAPrivateKey.generate()
    #expect(throws: LibCryptoError.self) {
      try CertificateAuthority(certificate: root.certificate, privateKeyPKCS8DER: key.pkcs8DER)
    }
  }

  @Test func `a server has its names and addresses`() throws {
    let server = try issue(.server(dnsNames: ["localhost", "*.example"], ipAddresses: ["127.0.0.1", "::1"]))
    #expect(server.dnsNames == ["localhost", "*.example"])
    #expect(server.der.contains([0x87, 0x04, 127, 0, 0, 1]))
    #expect(server.der.contains([0x87, 0x10] + [UInt8](repeating: 0, count: 15) + [1]))
  }

  @Test(arguments: ["", "a,DNS:b", "a b", "a\u{0}b", "例子.example", "a/b"])
  func `a name that is no host name is refused`(name: String) {
    #expect(throws: LibCryptoError.self) { try issue(.requestObjects(dnsNames: [name])) }
  }

  @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "::g"])
  func `an address that is none is refused`(address: String) {
    #expect(throws: LibCryptoError.self) { try issue(.server(dnsNames: [], ipAddresses: [address])) }
  }

  @Test func `names that do not fit X.509 are refused`() {
    #expect(throws: LibCryptoError.self) { try issue(.credentials, name: "") }
    #expect(throws: LibCryptoError.self) { try issue(.credentials, name: String(repeating: "名", count: 65)) }
    #expect(throws: Never.self) { try issue(.credentials, name: String(repeating: "名", count: 64)) }
  }

  @Test(arguments: [0, -1, 36_501, Int.max]) func `days that are no span are refused`(days: Int) {
    #expect(throws: LibCryptoError.self) { try issue(.credentials, days: days) }
  }

  @Test func `nothing is issued beyond the authority's end`() {
    #expect(throws: LibCryptoError.self) { try root.issueLeaf(validFrom: root.certificate.notAfter) }
  }

  @Test func `a key that is none is refused`() throws {
    let info = try freshKeyInfo()
    #expect(throws: LibCryptoError.self) { try issue(.credentials, keyInfo: []) }
    #expect(throws: LibCryptoError.self) { try issue(.credentials, keyInfo: info + [0]) }
    #expect(throws: LibCryptoError.self) { try issue(.credentials, keyInfo: info.dropLast()) }
    // A point that is not on the curve.
    var off = info
    off[off.count - 1] ^= 1
    #expect(throws: LibCryptoError.self) { try issue(.credentials, keyInfo: off) }
  }
}
