import ELicence
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import TestSupport
import Testing

@Suite struct IDTokenTests {
  /// The header and verified claims of the ID token in an answer.
  private static func read(_ answer: JSON, _ provider: Provider) throws -> (header: JSONObject, claims: JSONObject) {
    let token = try UnverifiedJWS(compact: answer.text("id_token"))
    let keyID = try #require(token.keyID)
    let key = try #require(provider.keys.verificationKey(keyID))
    return (token.header, try token.verified(by: key, type: "JWT"))
  }

  @Test func `oidcc-idtoken-signature: an ID token says whose login it was, when, how, and for whom`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login(nonce: "n-0S6_WzA2Mj")
      let answer = try await http.redeem(login)
      let (header, claims) = try Self.read(answer, provider)
      #expect(header["alg"] == "RS256")
      #expect(claims["iss"] == "https://login.example")
      #expect(claims["aud"] == "portal")
      #expect(claims["sub"] == .string(Provider.enterprise.uscc.value))
      #expect(claims["nonce"] == "n-0S6_WzA2Mj")
      #expect(claims["auth_time"]?.date == provider.now)
      #expect(claims["iat"]?.date == provider.now)
      #expect(claims["exp"]?.date == provider.now + 300)
      #expect(claims["acr"] == "urn:tongzhao:acr:cross-device:1")
      #expect(claims["amr"] == ["pop"])
      #expect(claims["sid"] == .string(login.session.value))
      let digest = Digests.sha256(Array(answer.text("access_token").utf8))
      #expect(claims["at_hash"] == .string(Base64URL.encode(digest.prefix(16))))
      // Facts of the licence come from UserInfo, unless asked for here by name.
      #expect(claims["uscc"] == nil)
      #expect(claims["entity_name"] == nil)
    }
  }

  @Test func `a client that asks for ES256 gets ES256`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login("signer", scope: "openid")
      let form = login.form + (try Assertions(provider).form())
      let (header, _) = try Self.read(try await http.post("/token", form).json, provider)
      #expect(header["alg"] == "ES256")
    }
  }

  @Test func `act names the person by a name of the sector's own and nothing else`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.client("second", ["tongzhao_sector": "portal.example"]))
      try await provider.save(try TestClients.client("third", [:]))
      var actors: [String: JSONObject] = [:]
      for id in ["portal", "second", "third"] {
        let answer = try await http.redeem(try await provider.login(id, scope: "openid"), .basic(id))
        actors[id] = try Self.read(answer, provider).claims["act"]?.object
      }
      #expect(actors["portal"]?.names == ["sub"])
      #expect(actors["portal"] == actors["second"])
      #expect(actors["portal"] != actors["third"])
      let name = try #require(actors["portal"]?["sub"]?.string)
      #expect(!name.contains("holder-2"))
    }
  }

  @Test func `two persons of one enterprise have one sub and two actors`() async throws {
    try await Provider.run { provider, http in
      let manager = try Self.read(try await http.redeem(try await provider.login()), provider).claims
      let agent = try Self.read(
        try await http.redeem(try await provider.login(holder: TestLicence.agent)), provider
      ).claims
      #expect(manager["sub"] == agent["sub"])
      #expect(manager["act"] != agent["act"])
    }
  }

  @Test func `a pairwise client sees a sub of its own`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.client("bank", ["subject_type": "pairwise"]))
      let answer = try await http.redeem(try await provider.login("bank", scope: "openid"), .basic("bank"))
      let subject = try #require(try Self.read(answer, provider).claims["sub"]?.string)
      #expect(subject != Provider.enterprise.uscc.value)
      #expect(Base64URL.decode(subject)?.count == 32)
    }
  }

  @Test func `a single claim asked for by name is in the ID token, if the registration covers it`() async throws {
    try await Provider.run { provider, http in
      let claims = ClaimsRequest(idToken: [
        ClaimRequest(name: "entity_name", isEssential: true), ClaimRequest(name: "holder_name"),
        ClaimRequest(name: "sub"), ClaimRequest(name: "iss"),
      ])
      let answer = try await http.redeem(try await provider.login(scope: "openid", claims: claims))
      let read = try Self.read(answer, provider).claims
      #expect(read["entity_name"] == .string(Provider.enterprise.entityName ?? ""))
      #expect(read["holder_name"] == "李*")
      let app = try await http.post(
        "/token", try await provider.login("app", scope: "openid", claims: claims).form + [("client_id", "app")])
      let narrow = try Self.read(app.json, provider).claims
      #expect(narrow["entity_name"] != nil)
      #expect(narrow["holder_name"] == nil)
    }
  }

  @Test func `without the scope openid there is no ID token`() async throws {
    try await Provider.run { provider, http in
      let answer = try await http.redeem(try await provider.login(scope: "licence"))
      #expect(answer["access_token"] != nil)
      #expect(answer["id_token"] == nil)
    }
  }
}
