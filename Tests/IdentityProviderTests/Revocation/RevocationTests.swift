import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

@Suite struct RevocationTests {
  @Test(arguments: ["access_token", "refresh_token"])
  func `revoking either token kills everything of the grant`(kind: String) async throws {
    try await Provider.run { provider, http in
      let answer = try await http.redeem(try await provider.login())
      let second = try await http.refresh(answer.text("refresh_token")).json
      let revoked = try await http.post("/revoke", [("token", answer.text(kind))], .basic("portal"))
      #expect(revoked.status == .ok)
      for token in [answer, second].map({ $0.text("access_token") }) {
        #expect(try await http.isActive(token) == false)
        #expect(try await http.get("/userinfo", .bearer(token)).status == .unauthorized)
      }
      #expect(try await http.refresh(answer.text("refresh_token")).refusal == "invalid_grant")
    }
  }

  @Test(arguments: ["", "refresh_token", "access_token", "nonsense"])
  func `the hint does not matter`(hint: String) async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      let form = [("token", token), ("token_type_hint", hint)]
      #expect(try await http.post("/revoke", form, .basic("portal")).status == .ok)
      #expect(try await http.isActive(token) == false)
    }
  }

  @Test func `a token that is unknown, expired or revoked already is no error`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      for token in ["unknown", token, token] {
        #expect(try await http.post("/revoke", [("token", token)], .basic("portal")).status == .ok)
      }
      let other = try await http.redeem(try await provider.login()).text("access_token")
      provider.clock.advance(by: 301)
      #expect(try await http.post("/revoke", [("token", other)], .basic("portal")).status == .ok)
    }
  }

  @Test func `another client's token stays as it is`() async throws {
    try await Provider.run { provider, http in
      let answer = try await http.redeem(try await provider.login())
      for token in [answer.text("access_token"), answer.text("refresh_token")] {
        #expect(try await http.post("/revoke", [("token", token)], .basic("department")).refusal == "invalid_grant")
      }
      #expect(try await http.isActive(answer.text("access_token")) == true)
    }
  }

  @Test func `a public client revokes its own`() async throws {
    try await Provider.run { provider, http in
      let answer = try await http.post("/token", try await provider.login("app").form + [("client_id", "app")]).json
      let token = answer.text("refresh_token")
      #expect(try await http.post("/revoke", [("token", token), ("client_id", "app")]).status == .ok)
      #expect(try await http.refresh(token, [:], [("client_id", "app")]).refusal == "invalid_grant")
    }
  }

  @Test func `who does not authenticate revokes nothing`() async throws {
    try await Provider.run { provider, http in
      let token = try await http.redeem(try await provider.login()).text("access_token")
      #expect(try await http.post("/revoke", [("token", token)]).status == .unauthorized)
      #expect(try await http.post("/revoke", [], .basic("portal")).refusal == "invalid_request")
      #expect(try await http.isActive(token) == true)
    }
  }
}
