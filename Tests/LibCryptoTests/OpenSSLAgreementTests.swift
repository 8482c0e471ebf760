import LibCrypto
import Testing

@Suite(.enabled(if: OpenSSLTool.path != nil)) final class OpenSSLAgreementTests {
  private let openssl: OpenSSLTool

  init() throws { openssl = try OpenSSLTool() }

  deinit {
    do { try openssl.remove() } catch { Issue.record(error) }
  }

  @Test func `a made chain passes the tool's strict check`() throws {
    let made = try Authorities(depth: 2)
    try openssl.write(made.root.certificate.pem, to: "root.pem")
    try openssl.write(made.intermediates.map(\.pem).joined(), to: "below.pem")
    try openssl.write(made.leaf.pem, to: "leaf.pem")
    let verified = try openssl(
      "verify", "-x509_strict", "-attime", "\(noon + 1)", "-CAfile", "root.pem", "-untrusted", "below.pem", "leaf.pem")
    #expect(verified.status == 0, "\(verified.output)")
    let late = try openssl(
      "verify", "-attime", "\(made.leaf.notAfter + 1)", "-CAfile", "root.pem", "-untrusted", "below.pem", "leaf.pem")
    #expect(late.output.contains("certificate has expired"))
  }

  @Test func `the tool reads the same from a made certificate`() throws {
    let leaf = try Authorities(depth: 1).leaf
    try openssl.write(leaf.pem, to: "leaf.pem")
    let text = try openssl("x509", "-in", "leaf.pem", "-noout", "-text", "-nameopt", "utf8,sep_comma_plus").output
    for line in [
      "Version: 3", "ecdsa-with-SHA256", "CN=验证方", "DNS:verifier.example", "X509v3 Key Usage: critical",
      "Digital Signature", "X509v3 Basic Constraints: critical", "CA:FALSE", "ASN1 OID: prime256v1",
      "X509v3 Subject Key Identifier", "X509v3 Authority Key Identifier",
    ] {
      #expect(text.contains(line), "\(line)")
    }
    let serial = try openssl("x509", "-in", "leaf.pem", "-noout", "-serial").output
    let hexadecimal = leaf.serialNumber.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    #expect(serial == "serial=\(hexadecimal)\n")
  }

  @Test func `the tool takes a made revocation list`() throws {
    let made = try Authorities(depth: 0)
    try openssl.write(made.root.certificate.pem, to: "root.pem")
    try openssl.write(made.leaf.pem, to: "leaf.pem")
    let clear = try made.root.revocationList(revoking: [], thisUpdate: noon, nextUpdate: noon + 100)
    let full = try made.root.revocationList(
      revoking: [(made.leaf.serialNumber, noon)], thisUpdate: noon, nextUpdate: noon + 100)
    try openssl.write(clear.pem, to: "clear.pem")
    try openssl.write(full.pem, to: "full.pem")
    func verify(_ list: String) throws -> (status: Int32, output: String) {
      try openssl(
        "verify", "-attime", "\(noon + 1)", "-crl_check", "-CRLfile", list, "-CAfile", "root.pem", "leaf.pem")
    }
    #expect(try verify("clear.pem").status == 0)
    #expect(try verify("full.pem").output.contains("certificate revoked"))
  }

  @Test func `the tool takes a made answer about a certificate`() throws {
    let made = try Authorities(depth: 0)
    try openssl.write(made.root.certificate.pem, to: "root.pem")
    try openssl.write(made.leaf.pem, to: "leaf.pem")
    for (status, word) in [(CertificateStatusAnswer.Status.good, "good"), (.revoked, "revoked"), (.unknown, "unknown")]
    {
      let answer = try CertificateResponder(made.root).answer(
        about: made.leaf, status, revokedAt: noon, thisUpdate: noon, nextUpdate: noon + 100)
      try openssl.write(answer.der, to: "answer.der")
      let said = try openssl(
        "ocsp", "-respin", "answer.der", "-CAfile", "root.pem", "-issuer", "root.pem", "-sha256", "-cert", "leaf.pem",
        "-attime", "\(noon + 1)"
      ).output
      // The tool compares the answer's times with today's, says so in between, and goes on.
      #expect(
        said.contains("Response verify OK") && said.split(separator: "\n").contains { $0.hasSuffix(word) }, "\(said)")
    }
  }

  @Test func `an RSA chain made by the tool is verified`() throws {
    try makeToolChain()
    let root = try Certificate(pem: openssl.read("root.pem"))
    let leaf = try Certificate(pem: openssl.read("leaf.pem"))
    #expect(root.subject == "CN=工具根")
    guard case .rsa(let modulus, let exponent) = leaf.publicKey else {
      Issue.record("not an RSA key")
      return
    }
    // Without keyUsage every use is open (RFC 5280 §4.2.1.3).
    #expect(
      try CertificateChain.verify(leaf: leaf, intermediates: [], anchors: [root], at: leaf.notBefore) == root)

    // The certificate's key and the tool's private key belong together.
    try openssl.write("message", to: "message")
    try openssl("dgst", "-sha256", "-sign", "leaf.key", "-out", "signature", "message")
    let signature = try openssl.readBytes("signature")
    let key = try RSAPublicKey(modulus: modulus, exponent: exponent)
    #expect(key.isValid(pkcs1v15SHA256: signature, for: Array("message".utf8)))
  }

  @Test func `an issuer without basicConstraints is refused`() throws {
    try makeToolChain()
    try openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "x.key", "-subj", "/CN=x", "-out", "x.csr")
    try openssl("x509", "-req", "-in", "x.csr", "-CA", "leaf.pem", "-CAkey", "leaf.key", "-days", "5", "-out", "x.pem")
    let root = try Certificate(pem: openssl.read("root.pem"))
    let middle = try Certificate(pem: openssl.read("leaf.pem"))
    let leaf = try Certificate(pem: openssl.read("x.pem"))
    #expect(throws: ChainRejection.notAnAuthority) {
      try CertificateChain.verify(leaf: leaf, intermediates: [middle], anchors: [root], at: leaf.notBefore)
    }
  }

  @Test func `a root of version 1 is no authority`() throws {
    try openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "r.key", "-subj", "/CN=old", "-out", "r.csr")
    try openssl("x509", "-req", "-in", "r.csr", "-signkey", "r.key", "-days", "30", "-out", "r.pem")
    try openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "x.key", "-subj", "/CN=x", "-out", "x.csr")
    try openssl("x509", "-req", "-in", "x.csr", "-CA", "r.pem", "-CAkey", "r.key", "-days", "5", "-out", "x.pem")
    let root = try Certificate(pem: openssl.read("r.pem"))
    let leaf = try Certificate(pem: openssl.read("x.pem"))
    #expect(!root.isAuthority)
    #expect(throws: ChainRejection.notAnAuthority) {
      try CertificateChain.verify(leaf: leaf, intermediates: [], anchors: [root], at: leaf.notBefore)
    }
  }

  @Test func `a DNS name with a zero byte is not read as its first half`() throws {
    try makeToolChain()
    try openssl.write("subjectAltName=DER:30:0D:82:03:61:00:62:82:06:61:62:63:2E:63:6E\n", to: "ext")
    try openssl(
      "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "5", "-extfile", "ext",
      "-out", "zero.pem")
    #expect(try Certificate(pem: openssl.read("zero.pem")).dnsNames == ["abc.cn"])
  }

  @Test func `a list made by the tool is read and a partial or delta one is refused`() throws {
    try makeToolChain()
    try openssl.write("", to: "index")
    try openssl.write(
      """
      [ca]
      default_ca = own
      [own]
      database = index
      default_md = sha256
      default_crl_days = 5
      [whole]
      authorityKeyIdentifier = keyid
      [partial]
      issuingDistributionPoint = critical, @point
      [point]
      onlyuser = TRUE
      [delta]
      2.5.29.27 = DER:02:01:01
      [other]
      1.2.3.4 = critical, DER:05:00
      """, to: "ca.cnf")
    for kind in ["whole", "partial", "delta", "other"] {
      let made = try openssl(
        "ca", "-config", "ca.cnf", "-gencrl", "-crlexts", kind, "-cert", "root.pem", "-keyfile", "root.key", "-out",
        "\(kind).pem")
      #expect(made.status == 0, "\(made.output)")
    }
    let root = try Certificate(pem: openssl.read("root.pem"))
    #expect(try CertificateRevocationList(pem: openssl.read("whole.pem")).isSigned(by: root))
    for kind in ["partial", "delta", "other"] {
      let pem = try openssl.read("\(kind).pem")
      #expect(throws: LibCryptoError.self, "\(kind)") { try CertificateRevocationList(pem: pem) }
    }
  }

  @Test func `a leaf over SHA-1 or a 1024-bit key is refused`() throws {
    try makeToolChain()
    let root = try Certificate(pem: openssl.read("root.pem"))
    try openssl(
      "x509", "-req", "-sha1", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "5", "-out",
      "sha1.pem")
    try openssl("req", "-new", "-newkey", "rsa:1024", "-nodes", "-keyout", "s.key", "-subj", "/CN=s", "-out", "s.csr")
    try openssl("x509", "-req", "-in", "s.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "5", "-out", "s.pem")
    for name in ["sha1.pem", "s.pem"] {
      let leaf = try Certificate(pem: openssl.read(name))
      #expect(throws: ChainRejection.badSignature, "\(name)") {
        try CertificateChain.verify(leaf: leaf, intermediates: [], anchors: [root], at: leaf.notBefore)
      }
    }
  }

  @Test func `an unknown critical extension is refused`() throws {
    try makeToolChain()
    try openssl.write("1.2.3.4=critical,DER:05:00\n", to: "ext")
    try openssl(
      "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "5", "-extfile", "ext",
      "-out", "critical.pem")
    let root = try Certificate(pem: openssl.read("root.pem"))
    let leaf = try Certificate(pem: openssl.read("critical.pem"))
    #expect(throws: ChainRejection.malformed) {
      try CertificateChain.verify(leaf: leaf, intermediates: [], anchors: [root], at: leaf.notBefore)
    }
  }

  @Test func `a private key of 1024 bits is refused and one of 2048 is read`() throws {
    for bits in [1024, 2048] {
      try openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:\(bits)", "-out", "key.pem")
      try openssl("pkcs8", "-topk8", "-nocrypt", "-in", "key.pem", "-outform", "DER", "-out", "key.der")
      let der = try openssl.readBytes("key.der")
      #expect(der.count > bits / 4)
      if bits == 1024 {
        #expect(throws: LibCryptoError.self) { try RSAPrivateKey(pkcs8DER: der) }
      } else {
        #expect(try RSAPrivateKey(pkcs8DER: der).publicKey.modulus.count == 256)
      }
    }
  }

  @Test func `keys of other curves are named, not read`() throws {
    for (curve, oid) in [("secp384r1", "1.3.132.0.34"), ("secp256k1", "1.3.132.0.10")] {
      try openssl(
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:\(curve)", "-nodes", "-keyout", "k", "-subj",
        "/CN=x", "-out", "\(curve).pem")
      #expect(try Certificate(pem: openssl.read("\(curve).pem")).publicKey == .unsupported(oid: oid))
    }
  }

  private func makeToolChain() throws {
    try openssl(
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-utf8", "-keyout", "root.key", "-subj", "/CN=工具根", "-days",
      "30", "-out", "root.pem")
    try openssl(
      "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key", "-subj", "/CN=leaf", "-out", "leaf.csr")
    let made = try openssl(
      "x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "10", "-out", "leaf.pem")
    #expect(made.status == 0, "\(made.output)")
  }
}
