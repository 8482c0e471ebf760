import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

@Suite struct UserInfoTests {
  private static func token(
    _ provider: Provider, _ http: any TestClientProtocol, scope: String, claims: ClaimsRequest? = nil
  ) async throws -> String {
    try await http.redeem(try await provider.login(scope: scope, claims: claims)).text("access_token")
  }

  @Test func `the token may come three ways: oidcc-userinfo-get, oidcc-userinfo-post-header, oidcc-userinfo-post-body`()
    async throws
  {
    try await Provider.run { provider, http in
      let token = try await Self.token(provider, http, scope: "openid licence")
      let answers = [
        try await http.get("/userinfo", .bearer(token)),
        try await http.execute(uri: "/userinfo", method: .post, headers: .bearer(token)),
        try await http.post("/userinfo", [("access_token", token)]),
      ]
      for answer in answers {
        #expect(answer.status == .ok)
        #expect(answer.json["sub"] == .string(Provider.enterprise.uscc.value))
      }
    }
  }

  @Test func `a token in the query counts as none`() async throws {
    try await Provider.run { provider, http in
      let token = try await Self.token(provider, http, scope: "openid")
      let refused = try await http.get("/userinfo?access_token=\(token)")
      #expect(refused.status == .unauthorized)
      #expect(refused.headers[.wwwAuthenticate]?.hasPrefix("Bearer ") == true)
      #expect(refused.headers[.wwwAuthenticate]?.contains("error=") == false)
    }
  }

  @Test func `a token sent two ways is refused`() async throws {
    try await Provider.run { provider, http in
      let token = try await Self.token(provider, http, scope: "openid")
      let refused = try await http.post("/userinfo", [("access_token", token)], .bearer(token))
      #expect(refused.refusal == "invalid_request")
    }
  }

  @Test(arguments: [
    ("openid", ""), ("openid licence", "uscc entity_name entity_class registration_state licence_source"),
    ("openid holder", "holder_role holder_name delegation licence_source"),
    ("openid profile", "name updated_at licence_source"), ("openid address", "address licence_source"),
  ])
  func `a scope gives its facts and no others`(scope: String, names: String) async throws {
    try await Provider.run { provider, http in
      let token = try await Self.token(provider, http, scope: scope)
      let claims = try #require(try await http.get("/userinfo", .bearer(token)).json.object)
      #expect(Set(claims.names) == Set(names.split(separator: " ").map(String.init) + ["sub", "act"]))
    }
  }

  @Test func `licence.particulars gives all on the face`() async throws {
    try await Provider.run { provider, http in
      let token = try await Self.token(provider, http, scope: "openid licence.particulars")
      let claims = try await http.get("/userinfo", .bearer(token)).json
      for (name, value) in Provider.enterprise.json where name != "address" { #expect(claims[name] == value) }
      #expect(claims["address"] == ["formatted": .string(Provider.enterprise.address ?? "")])
      #expect(claims["licence_source"]?["as_of"]?.date == provider.now - 3_600)
      #expect(claims["licence_source"]?["issuer"] == "https://issuer.example")
    }
  }

  @Test(arguments: [
    ("张堃", "张*"), ("张小明", "张**"), ("买买提·艾力", "买**"), ("张", "张*"), ("", ""),
  ])
  func `a name is masked`(name: String, masked: String) {
    #expect(MaskedName.of(name) == masked)
  }

  @Test func `the holder's whole name never leaves`() async throws {
    try await Provider.run { provider, http in
      let token = try await Self.token(provider, http, scope: "openid holder")
      let answer = try await http.get("/userinfo", .bearer(token))
      #expect(answer.json["holder_name"] == "李*")
      #expect(!answer.text.contains("李敏"))
      #expect(!answer.text.contains("holder-2"))
    }
  }

  @Test func `single facts by the claims parameter, as far as the registration covers them`() async throws {
    try await Provider.run { provider, http in
      let claims = ClaimsRequest(userInfo: [
        ClaimRequest(name: "business_scope"), ClaimRequest(name: "name", isEssential: true),
        ClaimRequest(name: "unknown"),
      ])
      let token = try await Self.token(provider, http, scope: "openid", claims: claims)
      let answer = try #require(try await http.get("/userinfo", .bearer(token)).json.object)
      #expect(Set(answer.names) == ["sub", "act", "business_scope", "name", "licence_source"])
      try await provider.save(try TestClients.portal(["scope": "openid"]))
      provider.clock.advance(by: 1)
      let narrow = try #require(try await http.get("/userinfo", .bearer(token)).json.object)
      #expect(Set(narrow.names) == ["sub", "act"])
    }
  }

  @Test func `an access token narrowed by a refresh gives less`() async throws {
    try await Provider.run { provider, http in
      let answer = try await http.redeem(try await provider.login(scope: "openid licence"))
      let narrow = try await http.refresh(answer.text("refresh_token"), .basic("portal"), [("scope", "openid")]).json
      let claims = try await http.get("/userinfo", .bearer(narrow.text("access_token"))).json
      #expect(claims["uscc"] == nil)
    }
  }

  @Test func `without the scope openid it is refused`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["tongzhao_audiences": ["https://login.example"]]))
      let token = try await Self.token(provider, http, scope: "licence")
      let refused = try await http.get("/userinfo", .bearer(token))
      #expect(refused.status == .forbidden)
      #expect(refused.refusal == "insufficient_scope")
      #expect(refused.headers[.wwwAuthenticate]?.contains("openid") == true)
    }
  }

  @Test func `what is not an access token for it is refused`() async throws {
    try await Provider.run { provider, http in
      let answer = try await http.redeem(try await provider.login())
      let forged = answer.text("access_token").dropLast(4) + "AAAA"
      let own = try await http.post("/token", [("grant_type", "client_credentials")], .basic("portal"))
      for token in [
        answer.text("id_token"), answer.text("refresh_token"), String(forged), "x", own.json.text("access_token"),
      ] {
        let refused = try await http.get("/userinfo", .bearer(token))
        #expect(refused.status == .unauthorized)
        #expect(refused.refusal == "invalid_token")
      }
    }
  }

  @Test func `an expired token is refused`() async throws {
    try await Provider.run { provider, http in
      let token = try await Self.token(provider, http, scope: "openid")
      provider.clock.advance(by: 299)
      #expect(try await http.get("/userinfo", .bearer(token)).status == .ok)
      provider.clock.advance(by: 1)
      #expect(try await http.get("/userinfo", .bearer(token)).refusal == "invalid_token")
    }
  }

  @Test func `"not me", revocation, a suspended licence and an unknown state are seen at once`() async throws {
    try await Provider.run { provider, http in
      let login = try await provider.login()
      let token = try await http.redeem(login).text("access_token")
      provider.standing.set(.bad)
      #expect(try await http.get("/userinfo", .bearer(token)).refusal == "invalid_token")
      provider.standing.set(.unknown)
      #expect(try await http.get("/userinfo", .bearer(token)).status == .serviceUnavailable)
      provider.standing.set(.good)
      #expect(try await http.get("/userinfo", .bearer(token)).status == .ok)
      try await provider.presentations.revoke(login.presentation.id, at: provider.now)
      #expect(try await http.get("/userinfo", .bearer(token)).refusal == "invalid_token")
    }
  }
}
