import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import TestSupport
import Testing

@Suite struct AccessTokenTests {
  private static func read(_ answer: JSON, _ provider: Provider) throws -> JSONObject {
    let token = try UnverifiedJWS(compact: answer.text("access_token"))
    let keyID = try #require(token.keyID)
    let key = try #require(provider.keys.verificationKey(keyID))
    return try token.verified(by: key, type: "at+jwt")
  }

  @Test func `an access token is a JWT of RFC 9068 that names its grant`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login(scope: "openid licence holder")
      let answer = try await http.redeem(login)
      #expect(try UnverifiedJWS(compact: answer.text("access_token")).algorithm == .es256)
      let claims = try Self.read(answer, provider)
      #expect(claims["iss"] == "https://login.example")
      #expect(claims["aud"] == ["https://department.example", "https://login.example"])
      #expect(claims["client_id"] == "portal")
      #expect(claims["sub"] == .string(Provider.enterprise.uscc.value))
      #expect(claims["exp"]?.date == provider.now + 300)
      #expect(claims["scope"] == "openid licence holder")
      #expect(claims["uscc"] == .string(Provider.enterprise.uscc.value))
      #expect(claims["holder_role"] == "licence_manager")
      #expect(claims["delegation"]?["matters"] == [.string(TestLicence.matter)])
      #expect(claims["jti"]?.string?.hasPrefix(login.grant.value + ".") == true)
      // No name of a person leaves in a token that departments keep in their logs.
      #expect(claims["holder_name"] == nil)
    }
  }

  @Test func `without the scopes nothing of licence and holder is in it`() async throws {
    try await Provider.run { provider, http in
      let claims = try Self.read(try await http.redeem(try await provider.login(scope: "openid")), provider)
      #expect(claims["uscc"] == nil)
      #expect(claims["holder_role"] == nil)
    }
  }

  @Test func `a shorter life by registration is kept, a longer one is refused`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["tongzhao_access_token_lifetime": 60]))
      let answer = try await http.redeem(try await provider.login())
      #expect(answer["expires_in"] == 60)
      #expect(try Self.read(answer, provider)["exp"]?.date == provider.now + 60)
      #expect(throws: ClientMetadataRejection.self) {
        try TestClients.portal(["tongzhao_access_token_lifetime": 301])
      }
    }
  }

  @Test func `resource narrows the audience to one that is registered`() async throws {
    try await Provider.run { provider, http in
      let two: JSONObject = ["tongzhao_audiences": ["https://department.example", "https://tax.example"]]
      try await provider.save(try TestClients.portal(two))
      let login = try await provider.login(scope: "licence")
      let form = login.form + [("resource", "https://tax.example")]
      let claims = try Self.read(try await http.post("/token", form, .basic("portal")).json, provider)
      #expect(claims["aud"] == "https://tax.example")
      let other = try await provider.login(scope: "licence")
      let refused = try await http.post("/token", other.form + [("resource", "https://evil.example")], .basic("portal"))
      #expect(refused.refusal == "invalid_target")
      // And nothing was used up.
      #expect(try await http.post("/token", other.form, .basic("portal")).status == .ok)
    }
  }

  @Test func `two tokens never have one name`() async throws {
    try await Provider.run { provider, http in
      let first = try await http.redeem(try await provider.login())
      let second = try await http.refresh(first.text("refresh_token")).json
      #expect(try Self.read(first, provider)["jti"] != (try Self.read(second, provider)["jti"]))
    }
  }
}
