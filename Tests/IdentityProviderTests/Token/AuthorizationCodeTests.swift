import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import NIOCore
import OAuth
import TestSupport
import Testing

@Suite struct AuthorizationCodeTests {
  @Test func `a code gives an access token, a refresh token and an ID token, and nobody stores the answer`()
    async throws
  {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let response = try await http.post("/token", login.form, .basic("portal"))
      #expect(response.status == .ok)
      #expect(response.headers[.cacheControl] == "no-store")
      let answer = response.json
      #expect(answer["token_type"] == "Bearer")
      #expect(answer["expires_in"] == 300)
      #expect(answer["scope"] == "openid licence")
      #expect(answer["refresh_token"]?.string != nil)
      #expect(answer["id_token"]?.string != nil)
    }
  }

  @Test func `oidcc-codereuse: a code redeems once, and the second attempt revokes what the first one got`()
    async throws
  {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let first = try await http.redeem(login)
      #expect(try await http.isActive(first.text("access_token")) == true)
      let second = try await http.post("/token", login.form, .basic("portal"))
      #expect(second.status == .badRequest)
      #expect(second.refusal == "invalid_grant")
      #expect(try await http.isActive(first.text("access_token")) == false)
      #expect(try await http.refresh(first.text("refresh_token")).refusal == "invalid_grant")
    }
  }

  @Test func `of a hundred parallel redemptions one succeeds and none fails on our side`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<100 {
          group.addTask { try await http.post("/token", login.form, .basic("portal")).status.code }
        }
        return try await group.reduce(into: [Int: Int]()) { counts, status in counts[status, default: 0] += 1 }
      }
      #expect(statuses == [200: 1, 400: 99])
      #expect(try await provider.grants.grant(login.grant)?.revokedAt != nil)
    }
  }

  @Test func `fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client: another's is revoked`()
    async throws
  {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.client("thief", ["token_endpoint_auth_method": "client_secret_basic"]))
      let login = try await provider.login()
      #expect(try await http.post("/token", login.form, .basic("thief")).refusal == "invalid_grant")
      #expect(try await http.post("/token", login.form, .basic("portal")).refusal == "invalid_grant")
    }
  }

  @Test func `fapi2-security-profile-final-ensure-token-endpoint-fails-with-expired-auth-code: thirty seconds`()
    async throws
  {
    try await Provider.run { provider, http in
      let (late, timely) = (try await provider.login(), try await provider.login())
      provider.clock.advance(by: 29)
      #expect(try await http.post("/token", timely.form, .basic("portal")).status == .ok)
      provider.clock.advance(by: 1)
      #expect(try await http.post("/token", late.form, .basic("portal")).refusal == "invalid_grant")
    }
  }

  @Test(arguments: [
    ("code", "invalid_request"), ("redirect_uri", "invalid_request"), ("code_verifier", "invalid_request"),
    ("grant_type", "invalid_request"),
  ])
  func `fapi2-security-profile-final-ensure-pkce-code-verifier-required: nor without others`(
    name: String, error: String
  ) async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let refused = try await http.post("/token", login.form.filter { $0.0 != name }, .basic("portal"))
      #expect(refused.refusal == error)
      #expect(refused.json.text("error_description").contains(name))
      #expect(try await http.post("/token", login.form, .basic("portal")).status == .ok)
    }
  }

  @Test(arguments: ["code", "redirect_uri", "code_verifier", "grant_type", "client_id"])
  func `a repeated parameter is refused`(name: String) async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let form = login.form + [("client_id", "portal")]
      let value = try #require(form.first { $0.0 == name })
      #expect(try await http.post("/token", form + [value], .basic("portal")).refusal == "invalid_request")
    }
  }

  @Test func `fapi2-security-profile-final-incorrect-pkce-code-verifier-rejected: and the code is gone`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let form = login.form.map { $0.0 == "code_verifier" ? ($0.0, CodeVerifier().revealed()) : $0 }
      #expect(try await http.post("/token", form, .basic("portal")).refusal == "invalid_grant")
      #expect(try await http.post("/token", login.form, .basic("portal")).refusal == "invalid_grant")
    }
  }

  @Test(arguments: ["short", "plain", ""])
  func `a verifier that is none is refused`(verifier: String) async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let form = login.form.map { $0.0 == "code_verifier" ? ($0.0, verifier) : $0 }
      #expect(try await http.post("/token", form, .basic("portal")).refusal == "invalid_request")
    }
  }

  @Test(arguments: [
    "https://portal.example/cb/", "https://portal.example/CB", "https://portal.example:443/cb",
    "https://portal.example/cb?", "https://evil.example/cb",
  ])
  func `another redirect_uri is refused, byte for byte`(uri: String) async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let form = login.form.map { $0.0 == "redirect_uri" ? ($0.0, uri) : $0 }
      #expect(try await http.post("/token", form, .basic("portal")).refusal == "invalid_grant")
    }
  }

  @Test func `an unknown code is refused`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let form = login.form.map { $0.0 == "code" ? ($0.0, "unknown") : $0 }
      #expect(try await http.post("/token", form, .basic("portal")).refusal == "invalid_grant")
    }
  }

  @Test(arguments: [
    ("password", "unsupported_grant_type"),
    ("urn:ietf:params:oauth:grant-type:pre-authorized_code", "unsupported_grant_type"),
    ("AUTHORIZATION_CODE", "unsupported_grant_type"),
  ])
  func `a grant type that is not served is refused`(type: String, error: String) async throws {
    try await Provider.run { _, http in
      let answer = try await http.post("/token", [("grant_type", type)], .basic("portal"))
      #expect(answer.refusal == error)
    }
  }

  @Test func `a grant type that the client is not registered for is refused`() async throws {
    try await Provider.run { _, http in
      let form = [("grant_type", "authorization_code"), ("code", "x")]
      let answer = try await http.post("/token", form, .basic("department"))
      #expect(answer.refusal == "unauthorized_client")
    }
  }

  @Test func `a code gives nothing once the licence is suspended`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      provider.standing.set(.bad)
      #expect(try await http.post("/token", login.form, .basic("portal")).refusal == "invalid_grant")
    }
  }

  @Test func `without a state of the licence nothing is given, and the client may try again`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      provider.standing.set(.unknown)
      let refused = try await http.post("/token", login.form, .basic("portal"))
      #expect(refused.status == .serviceUnavailable)
      #expect(refused.refusal == "temporarily_unavailable")
      #expect(refused.headers[.retryAfter] != nil)
      provider.standing.set(.good)
      let answer = try await http.redeem(login)
      #expect(try await http.isActive(answer.text("access_token")) == true)
    }
  }

  @Test func `after "not me" the code gives nothing`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      #expect(try await provider.presentations.revoke(login.presentation.id, at: provider.now))
      #expect(try await http.post("/token", login.form, .basic("portal")).refusal == "invalid_grant")
    }
  }

  @Test func `a body of another type, or none, is refused`() async throws {
    try await Provider.run { _, http in
      let json = try await http.execute(
        uri: "/token", method: .post, headers: [.contentType: "application/json"], body: .init(string: "{}"))
      #expect(json.status == .unsupportedMediaType)
      #expect(json.refusal == "invalid_request")
      #expect(try await http.get("/token").status == .methodNotAllowed)
    }
  }
}
