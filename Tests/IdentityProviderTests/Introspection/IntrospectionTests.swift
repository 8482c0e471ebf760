import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

@Suite struct IntrospectionTests {
  @Test func `a resource server learns what a token for it says`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login(scope: "openid licence holder")).text("access_token")
      let answer = try await http.post("/introspect", [("token", token)], .basic("department"))
      #expect(answer.headers[.cacheControl] == "no-store")
      let claims = answer.json
      #expect(claims["active"] == true)
      #expect(claims["client_id"] == "portal")
      #expect(claims["sub"] == .string(Provider.enterprise.uscc.value))
      #expect(claims["scope"] == "openid licence holder")
      #expect(claims["token_type"] == "Bearer")
      #expect(claims["exp"]?.date == provider.now + 300)
      #expect(claims["holder_role"] == "licence_manager")
    }
  }

  @Test func `a token for another resource does not exist, and says nothing else`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["tongzhao_audiences": ["https://tax.example"]]))
      let token = try await http.redeem(try await provider.login()).text("access_token")
      let answer = try await http.post("/introspect", [("token", token)], .basic("department"))
      #expect(answer.json == ["active": false])
      #expect(try await http.isActive(token, for: "portal") == true)
    }
  }

  @Test func `who does not authenticate learns nothing`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      for (form, headers) in [
        ([("token", token)], [:] as HTTPFields), ([("token", token), ("client_id", "app")], [:]),
        ([("token", token)], .basic("department", "wrong")), ([("token", token)], .bearer(token)),
      ] {
        let refused = try await http.post("/introspect", form, headers)
        #expect(refused.status == .unauthorized)
        #expect(refused.json["active"] == nil)
      }
    }
  }

  @Test func `a request without a token is refused`() async throws {
    try await Provider.run { _, http in
      let answer = try await http.post("/introspect", [], .basic("department"))
      #expect(answer.refusal == "invalid_request")
    }
  }

  @Test func `what is no access token of ours is inactive`() async throws {
    try await Provider.run { provider, http in
      let answer = try await http.redeem(try await provider.login())
      let token = answer.text("access_token")
      for other in ["x", String(token.dropLast(4)) + "AAAA", answer.text("id_token"), "a.b.c", token + "."] {
        #expect(try await http.isActive(other) == false)
      }
    }
  }

  @Test func `an expired token is inactive`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      provider.clock.advance(by: 300)
      #expect(try await http.isActive(token) == false)
    }
  }

  @Test func `a refresh token is its own client's business only`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("refresh_token")
      #expect(try await http.isActive(token) == false)
      let own = try await http.post("/introspect", [("token", token)], .basic("portal")).json
      #expect(own["active"] == true)
      #expect(own["scope"] == "openid licence")
      #expect(own["token_type"] == "refresh_token")
    }
  }

  @Test func `revoking presentation, session or grant is seen at once`() async throws {
    try await Provider.run { provider, http in
      let logins = [try await provider.login(), try await provider.login(), try await provider.login()]
      var tokens: [String] = []
      for login in logins { tokens.append(try await http.redeem(login).text("access_token")) }
      try await provider.presentations.revoke(logins[0].presentation.id, at: provider.now)
      try await provider.sessions.end(logins[1].session, at: provider.now)
      try await provider.grants.revoke(logins[2].grant, at: provider.now)
      for token in tokens { #expect(try await http.isActive(token) == false) }
    }
  }

  @Test func `a suspended licence is inactive, an unknown state is no answer`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      provider.standing.set(.bad)
      #expect(try await http.isActive(token) == false)
      provider.standing.set(.unknown)
      let unknown = try await http.post("/introspect", [("token", token)], .basic("department"))
      #expect(unknown.status == .serviceUnavailable)
      #expect(unknown.json["active"] == nil)
    }
  }

  @Test func `a token of a suspended client is inactive`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      try await provider.save(try TestClients.portal(["tongzhao_suspended": true]))
      provider.clock.advance(by: 1)
      #expect(try await http.isActive(token) == false)
    }
  }
}
