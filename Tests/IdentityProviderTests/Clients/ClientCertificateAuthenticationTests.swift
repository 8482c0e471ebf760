import HTTPTypes
import HummingbirdTesting
import JOSE
import KeyCustody
import LibCrypto
import OAuth
import OAuthHTTP
import TestSupport
import Testing

@testable import IdentityProvider

/// `tls_client_auth` and `self_signed_tls_client_auth` (RFC 8705 §2).
@Suite struct ClientCertificateAuthenticationTests {
  private static let form = [("grant_type", "client_credentials"), ("client_id", "certified")]
  private static let subject = "OU=Portals+CN=portal,O=济源科技\\, 一号,C=CN"

  private static func shown(_ pem: String, beside: [String] = []) throws -> ClientCertificate {
    ClientCertificate(
      leaf: try SampleCertificates.certificate(pem), intermediates: try beside.map(SampleCertificates.certificate))
  }

  /// Asks for a token with this certificate.
  private static func ask(
    _ http: any TestClientProtocol, _ certificate: ClientCertificate?, _ form: [(String, String)] = form
  ) async throws -> TestResponse {
    try await ClientCertificate.$current.withValue(certificate) { try await http.post("/token", form) }
  }

  private static func client(_ members: JSONObject) throws -> Client {
    var all: JSONObject = ["grant_types": ["client_credentials"], "redirect_uris": [], "post_logout_redirect_uris": []]
    all.merge(members)
    return try TestClients.client("certified", all)
  }

  private static func named(_ member: String, _ value: String) throws -> Client {
    try client(["token_endpoint_auth_method": "tls_client_auth", member: .string(value)])
  }

  private static func keyed(by pem: String, x5c: String? = nil) throws -> Client {
    let certificate = try SampleCertificates.certificate(pem)
    var jwk = JWK(try VerificationKey(certificate: certificate), keyID: "k").json.object ?? [:]
    if let x5c { jwk["x5c"] = [.string(Base64.encode(try SampleCertificates.certificate(x5c).der))] }
    return try client([
      "token_endpoint_auth_method": "self_signed_tls_client_auth", "jwks": ["keys": [.object(jwk)]],
    ])
  }

  @Test(arguments: [
    ("tls_client_auth_subject_dn", subject), ("tls_client_auth_san_dns", "portal.EXAMPLE"),
    ("tls_client_auth_san_uri", "urn:tongzhao:portal"), ("tls_client_auth_san_ip", "192.0.2.7"),
    ("tls_client_auth_san_ip", "::ffff:192.0.2.7"), ("tls_client_auth_san_email", "office@portal.example"),
  ])
  func `a certificate of an authority opens by the registered name`(member: String, value: String) async throws {
    try await Provider.run { provider, http in
      try await provider.save(try Self.named(member, value), secret: nil)
      #expect(try await Self.ask(http, Self.shown(SampleCertificates.client)).status == .ok)
      #expect(try await Self.ask(http, nil).refusal == "invalid_client")
    }
  }

  @Test(arguments: [
    ("tls_client_auth_subject_dn", "CN=portal"), ("tls_client_auth_san_dns", "example"),
    ("tls_client_auth_san_dns", "www.portal.example"), ("tls_client_auth_san_uri", "urn:tongzhao:portal2"),
    ("tls_client_auth_san_uri", "URN:tongzhao:portal"), ("tls_client_auth_san_ip", "192.0.2.8"),
    ("tls_client_auth_san_email", "Office@portal.example"), ("tls_client_auth_san_email", "portal@office.example"),
  ])
  func `another name does not open`(member: String, value: String) async throws {
    try await Provider.run { provider, http in
      try await provider.save(try Self.named(member, value), secret: nil)
      let refused = try await Self.ask(http, Self.shown(SampleCertificates.client))
      #expect(refused.status == .unauthorized)
      #expect(refused.refusal == "invalid_client")
      #expect(refused.json.text("error_description").contains("registered name"))
    }
  }

  @Test(arguments: [
    (SampleCertificates.selfSigned, "authority"), (SampleCertificates.sm2, "authority"),
    (SampleCertificates.authority, "TLS client"), (SampleCertificates.server, "TLS client"),
    (SampleCertificates.expired, "expired"),
  ])
  func `a certificate that no authority gave for this is refused`(pem: String, because: String) async throws {
    try await Provider.run { provider, http in
      try await provider.save(try Self.named("tls_client_auth_subject_dn", Self.subject), secret: nil)
      let refused = try await Self.ask(http, Self.shown(pem))
      #expect(refused.refusal == "invalid_client")
      #expect(refused.json.text("error_description").contains(because))
      // What a stranger shows beside it is no anchor.
      let helped = try await Self.ask(http, Self.shown(pem, beside: [pem, SampleCertificates.authority]))
      #expect(helped.refusal == "invalid_client")
    }
  }

  @Test func `a certificate opens only with the client's name beside it`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try Self.named("tls_client_auth_san_dns", "portal.example"), secret: nil)
      let certificate = try Self.shown(SampleCertificates.client)
      let unnamed = [("grant_type", "client_credentials")]
      #expect(try await Self.ask(http, certificate, unnamed).refusal == "invalid_client")
      // It stands in for no other method, and no other method for it.
      for other in ["portal", "signer"] {
        #expect(
          try await Self.ask(http, certificate, unnamed + [("client_id", other)]).refusal == "invalid_client")
      }
      #expect(try await http.post("/token", Self.form, .basic("certified")).refusal == "invalid_client")
    }
  }

  @Test func `a certificate that signed itself opens by its registered key`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try Self.keyed(by: SampleCertificates.selfSigned), secret: nil)
      #expect(try await Self.ask(http, Self.shown(SampleCertificates.selfSigned)).status == .ok)
      for pem in [SampleCertificates.client, SampleCertificates.server, SampleCertificates.sm2] {
        let refused = try await Self.ask(http, Self.shown(pem))
        #expect(refused.refusal == "invalid_client")
        #expect(refused.json.text("error_description").contains("registered keys"))
      }
      #expect(try await Self.ask(http, nil).refusal == "invalid_client")
    }
  }

  @Test func `where the certificate itself is registered another one of its key does not open`() async throws {
    try await Provider.run { provider, http in
      // `client` and `expired` have one key.
      try await provider.save(
        try Self.keyed(by: SampleCertificates.client, x5c: SampleCertificates.client), secret: nil)
      #expect(try await Self.ask(http, Self.shown(SampleCertificates.client)).status == .ok)
      #expect(try await Self.ask(http, Self.shown(SampleCertificates.expired)).refusal == "invalid_client")
      provider.clock.advance(by: 1)
      try await provider.save(
        try Self.keyed(by: SampleCertificates.client, x5c: SampleCertificates.expired), secret: nil)
      #expect(try await Self.ask(http, Self.shown(SampleCertificates.client)).refusal == "invalid_client")
    }
  }

  @Test func `a certificate that is over opens nothing, whoever signed it`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try Self.keyed(by: SampleCertificates.expired), secret: nil)
      let refused = try await Self.ask(http, Self.shown(SampleCertificates.expired))
      #expect(refused.json.text("error_description").contains("expired"))
      #expect(try await Self.ask(http, Self.shown(SampleCertificates.client)).status == .ok)
    }
  }

  @Test func `every endpoint at which clients authenticate takes a certificate`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try Self.named("tls_client_auth_san_dns", "portal.example"), secret: nil)
      let certificate = try Self.shown(SampleCertificates.client)
      for path in ["/introspect", "/revoke"] {
        let form = [("token", "unknown"), ("client_id", "certified")]
        let answer = try await ClientCertificate.$current.withValue(certificate) { try await http.post(path, form) }
        #expect(answer.status == .ok)
        #expect(try await http.post(path, form).refusal == "invalid_client")
      }
    }
  }

  @Test(
    arguments: [
      [:], ["tls_client_auth_san_dns": "a.example", "tls_client_auth_san_uri": "urn:a"],
      ["tls_client_auth_subject_dn": "nobody"], ["tls_client_auth_san_dns": "*.example"],
      ["tls_client_auth_san_ip": "1.2.3"], ["tls_client_auth_san_email": "nobody"], ["tls_client_auth_san_uri": "a b"],
      ["tls_client_auth_san_dns": 1],
    ] as [JSONObject])
  func `a registration names one certificate in one way`(members: JSONObject) {
    var members = members
    members["token_endpoint_auth_method"] = "tls_client_auth"
    #expect(throws: ClientMetadataRejection.self) { try Self.client(members) }
  }

  @Test func `a self-signed certificate needs a key set`() {
    #expect(throws: ClientMetadataRejection.self) {
      try Self.client(["token_endpoint_auth_method": "self_signed_tls_client_auth"])
    }
  }

  @Test func `discovery names the methods that certificates can reach`() throws {
    let issuer = try #require(Issuer("https://login.example"))
    func methods(_ trust: ClientCertificateTrust) -> [String] {
      let authentication = ClientAuthentication(
        issuer: issuer, clients: ClientDirectory(store: NoClients()), assertions: NoAssertions(), certificates: trust)
      return authentication.metadata(of: "token", includingPublic: false).first?.1.array?.compactMap(\.string) ?? []
    }
    let authority = try SampleCertificates.certificate(SampleCertificates.authority)
    #expect(!methods(.none).contains { $0.contains("tls") })
    #expect(!methods(.init(authorities: [authority], isReachable: false)).contains { $0.contains("tls") })
    #expect(methods(.init(authorities: [], isReachable: true)).last == "self_signed_tls_client_auth")
    #expect(!methods(.init(authorities: [], isReachable: true)).contains("tls_client_auth"))
    #expect(
      methods(.init(authorities: [authority], isReachable: true)).suffix(2)
        == ["tls_client_auth", "self_signed_tls_client_auth"])
  }

  @Test func `discovery gives the addresses at which certificates are asked for`() async throws {
    try await Provider.run { provider, _ in
      let rooms = provider.rooms.filter { !($0 is DiscoveryEndpoint) }
      let document = try DiscoveryEndpoint(
        issuer: provider.issuer, rooms: rooms, certificates: Issuer("https://mtls.login.example")
      ).document
      let aliases = document["mtls_endpoint_aliases"]
      #expect(aliases?["token_endpoint"] == "https://mtls.login.example/token")
      #expect(aliases?["userinfo_endpoint"] == "https://mtls.login.example/userinfo")
      #expect(aliases?["authorization_endpoint"] == nil)
      #expect(try DiscoveryEndpoint(issuer: provider.issuer, rooms: rooms).document["mtls_endpoint_aliases"] == nil)
    }
  }
}

private struct NoAssertions: AssertionStore {
  func use(
    _ jti: String, of client: ClientID, madeAt: NumericDate, expires: NumericDate, at now: NumericDate
  ) async throws -> Bool { false }
}

private struct NoClients: ClientStore {
  func record(_ id: ClientID) async throws -> ClientRecord? { nil }
  func save(_ client: Client, secret: SecretDigest<ClientSecret>?, at now: NumericDate) async throws {}
  func replaceSecret(
    of id: ClientID, by secret: SecretDigest<ClientSecret>, keepingFormerUntil: NumericDate, at now: NumericDate
  ) async throws -> Bool { false }
  func remove(_ id: ClientID, at now: NumericDate) async throws -> Bool { false }
  func list(after: ClientID?, limit: Int) async throws -> [Client] { [] }
  func resourceServers() async throws -> [Client] { [] }
  func version() async throws -> Int { 0 }
}
