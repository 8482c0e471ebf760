import LibCrypto
import Testing

/// The command line tool's own certificates of SM2; it must be told the identifier each time.
@Suite(.enabled(if: OpenSSLTool.path != nil)) final class SM2AgreementTests {
  private static let identifier = "distid:1234567812345678"
  private let openssl: OpenSSLTool

  init() throws { openssl = try OpenSSLTool() }

  deinit {
    do { try openssl.remove() } catch { Issue.record(error) }
  }

  private func makeRequest(identifier: String = SM2AgreementTests.identifier) throws -> CertificateSigningRequest {
    try openssl("genpkey", "-algorithm", "SM2", "-out", "leaf.key")
    let made = try openssl(
      "req", "-new", "-key", "leaf.key", "-sm3", "-sigopt", identifier, "-utf8", "-subj", "/CN=测试企业", "-out", "leaf.csr"
    )
    #expect(made.status == 0, "\(made.output)")
    return try CertificateSigningRequest(pem: openssl.read("leaf.csr"))
  }

  @Test func `a chain of three that the tool made is good`() throws {
    try openssl.write("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n", to: "ca.ext")
    try openssl("genpkey", "-algorithm", "SM2", "-out", "root.key")
    try openssl(
      "req", "-x509", "-new", "-key", "root.key", "-sm3", "-sigopt", Self.identifier, "-subj", "/CN=root", "-days",
      "100", "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", "root.pem")
    try openssl("genpkey", "-algorithm", "SM2", "-out", "sub.key")
    try openssl(
      "req", "-new", "-key", "sub.key", "-sm3", "-sigopt", Self.identifier, "-subj", "/CN=sub", "-out", "sub.csr")
    let sub = try openssl(
      "x509", "-req", "-in", "sub.csr", "-vfyopt", Self.identifier, "-CA", "root.pem", "-CAkey", "root.key", "-sm3",
      "-sigopt", Self.identifier, "-extfile", "ca.ext", "-days", "100", "-CAcreateserial", "-out", "sub.pem")
    #expect(sub.status == 0, "\(sub.output)")
    _ = try makeRequest()
    let leaf = try openssl(
      "x509", "-req", "-in", "leaf.csr", "-vfyopt", Self.identifier, "-CA", "sub.pem", "-CAkey", "sub.key", "-sm3",
      "-sigopt", Self.identifier, "-days", "100", "-CAcreateserial", "-out", "leaf.pem")
    #expect(leaf.status == 0, "\(leaf.output)")
    let root = try Certificate(pem: openssl.read("root.pem"))
    let certificate = try Certificate(pem: openssl.read("leaf.pem"))
    #expect(
      try CertificateChain.verify(
        leaf: certificate, intermediates: [Certificate(pem: openssl.read("sub.pem"))], anchors: [root],
        at: certificate.notBefore) == root)
  }

  @Test func `the tool finds our certificate good by the identifier and not without`() throws {
    let made = try Authorities(depth: 0, algorithm: .sm2)
    try openssl.write(made.root.certificate.pem, to: "root.pem")
    try openssl.write(made.leaf.pem, to: "leaf.pem")
    func verify(_ options: String...) throws -> Int32 {
      try openssl(arguments: ["verify", "-attime", "\(noon + 1)"] + options + ["-CAfile", "root.pem", "leaf.pem"])
        .status
    }
    #expect(try verify("-vfyopt", Self.identifier) == 0)
    #expect(try verify() != 0)
  }

  @Test func `the tool's signature is good here and ours there`() throws {
    let key = try SM2PrivateKey.generate()
    try openssl.write(PEM.text("PRIVATE KEY", key.pkcs8DER), to: "key.pem")
    try openssl.write(PEM.text("PUBLIC KEY", key.publicKey.publicKeyInfoDER), to: "public.pem")
    try openssl.write("message", to: "message")
    try openssl(
      "pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-inkey", "key.pem", "-pkeyopt", Self.identifier, "-in",
      "message", "-out", "theirs")
    let theirs = try #require(SM2Signature(der: try openssl.readBytes("theirs")))
    #expect(key.publicKey.isValid(theirs, for: Array("message".utf8)))
    // Not told, the tool takes an empty identifier.
    try openssl("pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-inkey", "key.pem", "-in", "message", "-out", "empty")
    let empty = try #require(SM2Signature(der: try openssl.readBytes("empty")))
    #expect(!key.publicKey.isValid(empty, for: Array("message".utf8)))
    try openssl.write(key.signature(for: Array("message".utf8)).der(), to: "ours")
    let checked = try openssl(
      "pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pubin", "-inkey", "public.pem", "-pkeyopt", Self.identifier,
      "-sigfile", "ours", "-in", "message")
    #expect(checked.status == 0, "\(checked.output)")
  }

  @Test func `a request is read, and its signature is good by the identifier only`() throws {
    let request = try makeRequest()
    #expect(request.subject == "CN=测试企业")
    #expect(request.isSigned)
    #expect(try SM2PublicKey(publicKeyInfoDER: request.publicKeyInfoDER).x963.count == 65)
    #expect(!(try makeRequest(identifier: "distid:Alice").isSigned))
    var altered = request.der
    altered[altered.count - 1] ^= 1
    #expect(!(try CertificateSigningRequest(der: altered).isSigned))
    #expect(throws: LibCryptoError.self) { try CertificateSigningRequest(der: request.der + [0]) }
    for length in 0..<request.der.count {
      #expect(throws: LibCryptoError.self) { try CertificateSigningRequest(der: Array(request.der[..<length])) }
    }
  }
}
