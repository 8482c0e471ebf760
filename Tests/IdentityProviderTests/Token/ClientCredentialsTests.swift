import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import Testing

@Suite struct ClientCredentialsTests {
  private static func ask(
    _ http: any TestClientProtocol, _ scope: String?, _ id: String = "portal"
  ) async throws -> TestResponse {
    let form = [("grant_type", "client_credentials")] + (scope.map { [("scope", $0)] } ?? [])
    return try await http.post("/token", form, .basic(id))
  }

  @Test func `a client gets a token on its own behalf, without refresh token and ID token`() async throws {
    try await Provider.run { provider, http in
      let answer = try await Self.ask(http, "records.read").json
      #expect(answer["scope"] == "records.read")
      #expect(answer["refresh_token"] == nil)
      #expect(answer["id_token"] == nil)
      let claims = try #require(try UnverifiedJWS(compact: answer.text("access_token")).unverifiedClaims)
      #expect(claims["sub"] == "portal")
      #expect(claims["client_id"] == "portal")
      #expect(claims["aud"] == "https://department.example")
      #expect(try await http.isActive(answer.text("access_token")) == true)
    }
  }

  @Test func `asking for no scope gives none`() async throws {
    try await Provider.run { _, http in
      let answer = try await Self.ask(http, nil).json
      #expect(answer["scope"] == "")
    }
  }

  @Test(arguments: ["openid", "licence", "records.write", "records.read openid"])
  func `a scope of a person or beyond the registration is refused`(scope: String) async throws {
    try await Provider.run { _, http in
      let answer = try await Self.ask(http, scope)
      #expect(answer.refusal == "invalid_scope")
    }
  }

  @Test func `a misspelt scope is answered with the one that was meant`() async throws {
    try await Provider.run { _, http in
      let refused = try await Self.ask(http, "record.read").json
      #expect(refused.text("error_description").contains("did you mean records.read?"))
    }
  }

  @Test(arguments: [("license", "licence"), ("opened", "openid"), ("Holder", "holder")])
  func `the hint knows common mistakes`(written: String, meant: String) {
    #expect(ScopeHint.suggestion(for: written, among: .known)?.value == meant)
  }

  @Test func `the hint does not guess wildly`() {
    #expect(ScopeHint.suggestion(for: "calendar", among: .known) == nil)
  }

  @Test func `a public client cannot be registered for it`() {
    #expect(throws: ClientMetadataRejection.self) {
      try TestClients.app(["grant_types": ["authorization_code", "client_credentials"]])
    }
  }

  @Test func `a revoked token is dead before it expires`() async throws {
    try await Provider.run { _, http in
      let token = try await Self.ask(http, "records.read").json.text("access_token")
      #expect(try await http.post("/revoke", [("token", token)], .basic("portal")).status == .ok)
      #expect(try await http.isActive(token) == false)
    }
  }

  @Test func `a token of a suspended client is dead`() async throws {
    try await Provider.run { provider, http in
      let token = try await Self.ask(http, "records.read").json.text("access_token")
      try await provider.save(try TestClients.portal(["tongzhao_suspended": true]))
      provider.clock.advance(by: 1)
      #expect(try await http.isActive(token) == false)
    }
  }
}
