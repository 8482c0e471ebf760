import HTTPTypes
import HummingbirdTesting
import JOSE
import LibCrypto
import OAuth
import OAuthHTTP
import TestSupport
import Testing

@testable import IdentityProvider

/// Tokens that are bound to a client's certificate (RFC 8705 §3).
@Suite struct CertificateBoundTokenTests {
  private static func showing<T>(_ pem: String, _ body: () async throws -> T) async throws -> T {
    let certificate = ClientCertificate(leaf: try SampleCertificates.certificate(pem))
    return try await ClientCertificate.$current.withValue(certificate) { try await body() }
  }

  private static func run(
    _ test: @Sendable (Provider, any TestClientProtocol, _ token: String) async throws -> Void
  ) async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["tls_client_certificate_bound_access_tokens": true]))
      let login = try await provider.login()
      let answer = try await showing(SampleCertificates.client) { try await http.redeem(login) }
      #expect(answer["token_type"] == "Bearer")
      try await test(provider, http, answer.text("access_token"))
    }
  }

  @Test func `a token is bound to the certificate that was shown`() async throws {
    try await Self.run { provider, http, token in
      let thumbprint = Digests.sha256Text(try SampleCertificates.certificate(SampleCertificates.client).der)
      let claims = try #require(try UnverifiedJWS(compact: token).unverifiedClaims)
      #expect(claims["cnf"] == ["x5t#S256": .string(thumbprint)])
      let seen = try await http.post("/introspect", [("token", token)], .basic("department")).json
      #expect(seen["cnf"]?["x5t#S256"] == .string(thumbprint))
      #expect(seen["token_type"] == "Bearer")
    }
  }

  @Test func `only whoever shows the certificate is told the facts`() async throws {
    try await Self.run { provider, http, token in
      #expect(
        try await Self.showing(SampleCertificates.client) { try await http.get("/userinfo", .bearer(token)).status }
          == .ok)
      for pem in [SampleCertificates.expired, SampleCertificates.selfSigned, SampleCertificates.sm2] {
        // `expired` has the same key: it is the certificate that counts.
        let refused = try await Self.showing(pem) { try await http.get("/userinfo", .bearer(token)) }
        #expect(refused.refusal == "invalid_token")
        #expect(refused.status == .unauthorized)
      }
      #expect(try await http.get("/userinfo", .bearer(token)).refusal == "invalid_token")
      let proved = try ProofMaker(provider).shown(token)
      #expect(
        try await Self.showing(SampleCertificates.client) { try await http.get("/userinfo", proved).refusal }
          == "invalid_token")
    }
  }

  @Test func `a bound client gets nothing without a certificate`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["tls_client_certificate_bound_access_tokens": true]))
      let login = try await provider.login()
      #expect(try await http.post("/token", login.form, .basic("portal")).refusal == "invalid_request")
      // A proof is no certificate.
      let proof = try ProofMaker(provider).header([:], .basic("portal"))
      #expect(try await http.post("/token", login.form, proof).refusal == "invalid_request")
      let answer = try await Self.showing(SampleCertificates.client) { try await http.redeem(login) }
      #expect(answer["access_token"] != nil)
      #expect(try await http.refresh(answer.text("refresh_token")).refusal == "invalid_request")
    }
  }

  @Test func `a public client's refresh token is bound to its certificate`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(
        try TestClients.app(["tls_client_certificate_bound_access_tokens": true]), secret: nil)
      let login = try await provider.login("app")
      let form = login.form + [("client_id", "app")]
      let answer = try await Self.showing(SampleCertificates.client) { try await http.post("/token", form).json }
      let refresh = answer.text("refresh_token")
      let other = try await Self.showing(SampleCertificates.selfSigned) {
        try await http.refresh(refresh, [:], [("client_id", "app")]).refusal
      }
      #expect(other == "invalid_grant")
      let again = try await Self.showing(SampleCertificates.client) {
        try await http.refresh(refresh, [:], [("client_id", "app")]).json
      }
      #expect(again.text("refresh_token") == refresh)
    }
  }

  @Test func `a token whose binding cannot be read is no token`() {
    for json: JSON in [
      [:], ["jkt": 1], ["jkt": "a", "x5t#S256": "b"], ["jwk": ["kty": "EC"]], "jkt", ["kid": "k"], [["jkt": "a"]],
    ] { #expect(Confirmation(json) == nil) }
    for confirmation in [Confirmation.dpopKey(thumbprint: "a"), .certificate(thumbprint: "b")] {
      #expect(Confirmation(confirmation.json) == confirmation)
    }
  }
}
