import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import LibCrypto
import OAuth
import OAuthHTTP
import TestSupport
import Testing

/// A certificate that a proxy hands on.
@Suite struct ClientCertificateTests {
  private static let header = "Client-Cert"

  /// What an endpoint learns of the caller, when this proxy sends these headers.
  private static func told(
    by proxy: String = "127.0.0.1", source: ClientCertificateSource? = nil, _ headers: [(String, String)]
  ) async throws -> String {
    var configuration = ServerConfiguration(publicURL: try #require(Issuer("https://login.example")))
    configuration.trustedProxies = TrustedProxies([try #require(AddressRange(proxy))])
    let name = try #require(HTTPField.Name(header))
    configuration.clientCertificates = source ?? .header(name)
    let room = TestRoom(endpoints: [
      .get("/who") { _, _ in
        let shown = ClientCertificate.current
        return .text(shown.map { "\($0.thumbprint) \($0.intermediates.count)" } ?? "nobody")
      }
    ])
    let application = Application(
      router: buildRouter(rooms: [room], configuration: configuration),
      configuration: .init(address: .hostname("127.0.0.1", port: 0)), logger: silentLogger)
    var fields = HTTPFields()
    for (name, value) in headers { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
    return try await application.test(.live) { [fields] client in
      try await client.execute(uri: "/who", method: .get, headers: fields).text
    }
  }

  private static func certificate() throws -> Certificate {
    try SampleCertificates.certificate(SampleCertificates.client)
  }

  private static func sequence(_ certificate: Certificate) -> String { ":\(Base64.encode(certificate.der)):" }

  private static func escaped(_ pem: String) -> String { Percent.encode(pem) }

  @Test func `a trusted proxy hands a certificate on as RFC 9440 says, or as nginx writes it`() async throws {
    let certificate = try Self.certificate()
    let thumbprint = Digests.sha256Text(certificate.der)
    #expect(try await Self.told([(Self.header, Self.sequence(certificate))]) == "\(thumbprint) 0")
    #expect(try await Self.told([(Self.header, Self.escaped(certificate.pem))]) == "\(thumbprint) 0")
    // Other spaces of nginx's are escaped as well, so PEM without its last line end reads too.
    #expect(
      try await Self.told([(Self.header, Self.escaped(String(certificate.pem.dropLast())))]) == "\(thumbprint) 0")
  }

  @Test func `the certificates between come beside it`() async throws {
    let (leaf, authority) = (
      try Self.certificate(), try SampleCertificates.certificate(SampleCertificates.authority)
    )
    let chain = "\(Self.sequence(authority)), \(Self.sequence(authority))"
    let told = try await Self.told([(Self.header, Self.sequence(leaf)), ("Client-Cert-Chain", chain)])
    #expect(told == "\(Digests.sha256Text(leaf.der)) 2")
  }

  @Test func `from anybody but a trusted proxy the header is noise`() async throws {
    let certificate = try Self.certificate()
    #expect(try await Self.told(by: "192.0.2.1", [(Self.header, Self.sequence(certificate))]) == "nobody")
    // Whom a trusted proxy speaks for is not a proxy, and a caller who names one is none.
    let forged = [("X-Forwarded-For", "192.0.2.1"), (Self.header, Self.sequence(certificate))]
    #expect(try await Self.told(by: "192.0.2.1", forged) == "nobody")
  }

  @Test func `without the setting no header says anything`() async throws {
    let certificate = try Self.certificate()
    #expect(try await Self.told(source: .nobody, [(Self.header, Self.sequence(certificate))]) == "nobody")
    #expect(try await Self.told(source: .connection, [(Self.header, Self.sequence(certificate))]) == "nobody")
    #expect(try await Self.told([("X-Client-Cert", Self.sequence(certificate))]) == "nobody")
  }

  @Test(arguments: [
    "", ":", "::", ":AAAA:", ":!!!:", "AAAA", "%", "%2D", "-----BEGIN CERTIFICATE-----", ":AAAA", "(null)", "none",
    "%2D%2D%2D%2D%2DBEGIN%20CERTIFICATE%2D%2D%2D%2D%2D%0AAAAA%0A%2D%2D%2D%2D%2DEND%20CERTIFICATE%2D%2D%2D%2D%2D",
  ])
  func `what cannot be read is nobody's certificate`(value: String) async throws {
    #expect(try await Self.told([(Self.header, value)]) == "nobody")
  }

  @Test func `two certificates are none, and so is a chain that cannot be read`() async throws {
    let one = Self.sequence(try Self.certificate())
    #expect(try await Self.told([(Self.header, one), (Self.header, one)]) == "nobody")
    #expect(try await Self.told([(Self.header, "\(one), \(one)")]) == "nobody")
    #expect(try await Self.told([(Self.header, one), ("Client-Cert-Chain", ":AAAA:")]) == "nobody")
    let long = Array(repeating: one, count: 9).joined(separator: ",")
    #expect(try await Self.told([(Self.header, one), ("Client-Cert-Chain", long)]) == "nobody")
    let two = try Self.certificate().pem + SampleCertificates.selfSigned
    #expect(try await Self.told([(Self.header, Self.escaped(two))]) == "nobody")
  }
}
