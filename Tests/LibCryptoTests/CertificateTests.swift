import LibCrypto
import Testing

struct CertificateTests {
  @Test func `an issued leaf says what was asked for`() throws {
    let made = try Authorities(depth: 1)
    let leaf = made.leaf
    #expect(leaf.subject == "CN=验证方,O=Test")
    #expect(leaf.commonName == "验证方")
    #expect(leaf.dnsNames == ["verifier.example"])
    #expect(leaf.notBefore == noon)
    #expect(leaf.notAfter == noon + 10 * 86_400)
    #expect(!leaf.isAuthority)
    #expect(!leaf.isSelfIssued)
    #expect((14...16).contains(leaf.serialNumber.count))
    #expect(leaf.subjectKeyIdentifier?.count == 20)
    #expect(leaf.authorityKeyIdentifier == made.last.certificate.subjectKeyIdentifier)
    guard case .p256(let point) = leaf.publicKey else {
      Issue.record("not a P-256 key")
      return
    }
    #expect(point.count == 65)
    #expect(point.first == 4)
    #expect(Array(leaf.publicKeyInfoDER.suffix(65)) == point)
  }

  @Test func `a root says so`() throws {
    let root = try Authorities(depth: 0).root.certificate
    #expect(root.isAuthority)
    #expect(root.isSelfIssued)
    #expect(root.authorityKeyIdentifier == nil)
    #expect(root.dnsNames.isEmpty)
  }

  @Test func `two certificates never share a serial number`() throws {
    let authority = try CertificateAuthority.stranger()
    let serials = try (0..<20).map { _ in try authority.issueLeaf().serialNumber }
    #expect(Set(serials).count == 20)
  }

  @Test func `DER and PEM come back byte for byte`() throws {
    let made = try Authorities(depth: 1)
    #expect(try Certificate(der: made.leaf.der).der == made.leaf.der)
    #expect(try Certificate(pem: made.leaf.pem) == made.leaf)
    let bundle = "a comment\r\n" + made.leaf.pem.replacing("\n", with: "\r\n") + made.root.privateKeyPEM
    #expect(
      try Certificate.certificates(inPEM: bundle + made.root.certificate.pem) == [made.leaf, made.root.certificate])
  }

  @Test func `damaged PEM is refused`() throws {
    let pem = try Authorities(depth: 0).leaf.pem
    let damaged = [
      "", "no block", pem + pem, String(pem.dropLast(30)), pem.replacing("BEGIN CERTIFICATE", with: "BEGIN X"),
      pem.replacing("MII", with: "MI!"), pem.replacing("MII", with: "MI"),
      "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n" + pem,
    ]
    for text in damaged { #expect(throws: LibCryptoError.self) { try Certificate(pem: text) } }
  }

  @Test func `every key kind is read`() throws {
    let authority = try CertificateAuthority.stranger()
    func issue(_ info: [UInt8]) throws -> CertificatePublicKey {
      try authority.issue(
        .credentials, commonName: "a", organization: "b", publicKeyInfoDER: info, validFrom: noon, days: 1
      ).publicKey
    }
    let rsa = try RSAPrivateKey.generate().publicKey
    #expect(try issue(rsa.publicKeyInfoDER) == .rsa(modulus: rsa.modulus, exponent: rsa.exponent))
    // RFC 8410 §10.1.
    let point: [UInt8] = [
      0x19, 0xbf, 0x44, 0x09, 0x69, 0x84, 0xcd, 0xfe, 0x85, 0x41, 0xba, 0xc1, 0x67, 0xdc, 0x3b, 0x96, 0xc8, 0x50,
      0x86, 0xaa, 0x30, 0xb6, 0xb6, 0xcb, 0x0c, 0x5c, 0x38, 0xad, 0x70, 0x31, 0x66, 0xe1,
    ]
    #expect(
      try issue([0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00] + point) == .ed25519(point))
  }

  @Test func `a cut certificate is refused at every length`() throws {
    let der = try Authorities(depth: 0).leaf.der
    for length in 0..<der.count {
      #expect(throws: LibCryptoError.self) { try Certificate(der: Array(der[..<length])) }
    }
    #expect(throws: LibCryptoError.self) { try Certificate(der: der + [0]) }
  }

  @Test func `an encoding that is not DER is refused`() throws {
    let der = try Authorities(depth: 0).leaf.der
    #expect(Array(der[..<2]) == [0x30, 0x82])
    // The outer length in one octet more than it needs, and in the indefinite form.
    #expect(throws: LibCryptoError.self) { try Certificate(der: [0x30, 0x83, 0x00] + der[2...]) }
    #expect(throws: LibCryptoError.self) { try Certificate(der: [0x30, 0x80] + der[4...] + [0, 0]) }
  }

  @Test func `no turned bit of a certificate leaves it trusted`() throws {
    let made = try Authorities(depth: 0)
    for place in made.leaf.der.indices {
      for bit: UInt8 in [0x01, 0x20, 0x80] {
        var bytes = made.leaf.der
        bytes[place] ^= bit
        guard let altered = try? Certificate(der: bytes) else { continue }
        _ = (altered.dnsNames, altered.publicKey, altered.subjectKeyIdentifier, altered.authorityKeyIdentifier)
        #expect(throws: ChainRejection.self, "octet \(place)") {
          try CertificateChain.verify(
            leaf: altered, intermediates: [], anchors: [made.root.certificate], at: noon + 1)
        }
      }
    }
  }

  @Test func `noise is no certificate, list or key`() {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for length in 0..<400 {
      var bytes = (0..<length).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
      }
      // Half of it at least begins as a SEQUENCE of the right length.
      if length % 2 == 0, length >= 2, length < 130 { bytes.replaceSubrange(0..<2, with: [0x30, UInt8(length - 2)]) }
      #expect(throws: LibCryptoError.self) { try Certificate(der: bytes) }
      #expect(throws: LibCryptoError.self) { try CertificateRevocationList(der: bytes) }
      #expect(throws: LibCryptoError.self) { try RSAPrivateKey(pkcs8DER: bytes) }
    }
  }
}
