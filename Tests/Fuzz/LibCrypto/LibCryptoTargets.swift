package import FuzzHarness
import LibCrypto

extension FuzzTarget {
  /// What libcrypto and zlib read for us.
  package static let libCrypto: [FuzzTarget] = [
    certificate, revocationList, statusAnswer, certificateRequest, pem, keyFile, sm2Key, sm2Signature, inflate, deflate,
  ]

  static let certificate = FuzzTarget("certificate", maximumLength: 8192) { bytes in
    guard let certificate = try? Certificate(der: bytes) else { return }
    try hold(certificate.der == bytes, "a certificate is kept byte for byte")
    try hold((try? Certificate(pem: certificate.pem)) == certificate, "a certificate in PEM is the same")
    try hold(
      certificate.dnsNames.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } }, "a DNS name is printable")
    _ = (certificate.subjectKeyIdentifier, certificate.authorityKeyIdentifier, certificate.purposes)
    _ = (certificate.isAuthority, certificate.isSelfIssued, certificate.commonName, certificate.subject)
    let anchor = try? CertificateChain.verify(
      leaf: certificate, intermediates: [certificate], anchors: [], at: certificate.notBefore)
    try hold(anchor == nil, "without anchors nothing is trusted")
    _ = try? CertificateChain.verify(
      leaf: certificate, intermediates: [], anchors: [certificate], at: certificate.notBefore,
      purposes: [.tlsClient])
  }

  static let revocationList = FuzzTarget("revocation-list", maximumLength: 8192) { bytes in
    guard let list = try? CertificateRevocationList(der: bytes) else { return }
    try hold(list.der == bytes, "a list is kept byte for byte")
    try hold((try? CertificateRevocationList(pem: list.pem))?.der == bytes, "a list in PEM is the same")
    for serial: [UInt8] in [[], [0], [1], [0x80], [UInt8](repeating: 0xFF, count: 40)] {
      _ = list.contains(serialNumber: serial)
    }
  }

  static let statusAnswer = FuzzTarget("status-answer", maximumLength: 8192) { bytes in
    guard let answer = try? CertificateStatusAnswer(der: bytes) else { return }
    try hold(answer.der == bytes, "an answer is kept byte for byte")
    let root = try Certificate(pem: answeringRoot)
    try hold(
      answer.status(of: root, issuedBy: root, at: 1_800_000_000) == .silent,
      "of what the issuer has said nothing nothing is said")
  }

  static let pem = FuzzTarget.text("pem", maximumLength: 8192) { text in
    for label in ["CERTIFICATE", "X509 CRL"] {
      for der in PEM.blocks(label, in: text) ?? [] {
        try hold(PEM.blocks(label, in: PEM.text(label, der)) == [der], "what is read from PEM is written as PEM")
      }
    }
    _ = try? Certificate.certificates(inPEM: text)
  }

  static let keyFile = FuzzTarget("key-file", maximumLength: 8192) { bytes in
    guard let key = try? KeyFile(bytes, passphrase: nil) else { return }
    let again = try? KeyFile(key.pkcs8DER, passphrase: nil)
    try hold(
      again?.pkcs8DER == key.pkcs8DER && again?.kind == key.kind, "a key that was read is read again as the same")
  }

  static let inflate = FuzzTarget("inflate") { bytes in
    let limit = 1 << 16
    guard let content = Deflate.decompress(bytes, limit: limit) else { return }
    try hold(content.count <= limit, "what is unpacked stays within the limit")
    try hold(Deflate.decompress(bytes, limit: content.count) == content, "the limit is the size itself")
    try hold(
      content.isEmpty || Deflate.decompress(bytes, limit: content.count - 1) == nil,
      "a byte more than allowed is refused")
    try hold(Deflate.decompress(bytes + [0], limit: limit) == nil, "nothing follows the content")
  }

  static let deflate = FuzzTarget("deflate") { bytes in
    try hold(
      Deflate.decompress(Deflate.compress(bytes), limit: bytes.count) == bytes, "what was packed is unpacked the same")
  }

  /// Whose answers the kept inputs are; none of them is about itself.
  private static let answeringRoot = """
    -----BEGIN CERTIFICATE-----
    MIIBoTCCAUegAwIBAgIUelxtpW2IrInMZX+dLraxaaWBQhkwCgYIKoZIzj0EAwIw
    HjENMAsGA1UECgwEVGVzdDENMAsGA1UEAwwEUm9vdDAeFw0yNjExMjkxMjI0MTFa
    Fw0zNjExMjYxMjI0MTFaMB4xDTALBgNVBAoMBFRlc3QxDTALBgNVBAMMBFJvb3Qw
    WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAT/dx27JjXGrkHojTb1Fp39PyfNKtVC
    22JK9VBv3IH9gwcI9bArMetMeqjiUPgJOjtcg/7+LKwHoyxwXGGJeR+mo2MwYTAd
    BgNVHQ4EFgQU6umcedJCfGxPig3Xh1Z6Rp4vocgwHwYDVR0jBBgwFoAU6umcedJC
    fGxPig3Xh1Z6Rp4vocgwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYw
    CgYIKoZIzj0EAwIDSAAwRQIhAKK+aPxYu91FkWUNEssl/N6j0zX/pIWZTT/FPWSj
    D+vVAiBntk+zw/UVxHJt2HvpweT2lCF0SNignvVq8M4Imr0BAg==
    -----END CERTIFICATE-----
    """
}
