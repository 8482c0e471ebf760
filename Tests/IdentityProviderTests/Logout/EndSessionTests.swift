import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP
import SQLStore
import TestSupport
import Testing

@Suite struct EndSessionTests {
  private static let bye = ("post_logout_redirect_uri", "https://portal.example/bye")

  private static func path(_ parameters: [(String, String)]) -> String {
    Percent.appendQuery(to: "/end-session", parameters)
  }

  private static func cookie(_ login: Login) -> HTTPFields {
    [.cookie: "__Host-tongzhao-session-443=\(login.cookie.revealed())"]
  }

  private static func isOver(_ login: Login, _ provider: Provider) async throws -> Bool {
    try await provider.sessions.session(login.session, at: provider.now) == nil
  }

  /// A login and the ID token of it.
  private static func login(
    _ provider: Provider, _ http: any TestClientProtocol, scope: String = "openid", isShared: Bool = false
  ) async throws -> (login: Login, hint: (String, String), answer: JSON) {
    let login = try await provider.login(scope: scope, isShared: isShared)
    let answer = try await http.redeem(login)
    return (login, ("id_token_hint", answer.text("id_token")), answer)
  }

  @Test func `oidcc-rp-initiated-logout-discovery-endpoint-verification: discovery names the endpoint`() async throws {
    try await Provider.run { _, http in
      let document = try await http.get("/.well-known/openid-configuration").json
      #expect(document["end_session_endpoint"] == "https://login.example/end-session")
    }
  }

  @Test func `oidcc-rp-initiated-logout: with a hint the session ends and the browser goes back with its state`()
    async throws
  {
    try await Provider.run { provider, http in
      let (login, hint, _) = try await Self.login(provider, http)
      let response = try await http.get(Self.path([hint, Self.bye, ("state", "s&1")]), Self.cookie(login))
      #expect(response.status == .seeOther)
      #expect(response.headers[.location] == "https://portal.example/bye?state=s%261")
      #expect(response.headers[.setCookie]?.contains("Max-Age=0") == true)
      #expect(try await Self.isOver(login, provider))
    }
  }

  @Test func `oidcc-rp-initiated-logout-no-state: the browser goes back without state`() async throws {
    try await Provider.run { provider, http in
      let (login, hint, _) = try await Self.login(provider, http)
      let response = try await http.get(Self.path([hint, Self.bye]), Self.cookie(login))
      #expect(response.headers[.location] == "https://portal.example/bye")
    }
  }

  @Test func `a hint by POST needs no cookie`() async throws {
    try await Provider.run { provider, http in
      let (login, hint, _) = try await Self.login(provider, http)
      let response = try await http.post("/end-session", [hint, Self.bye])
      #expect(response.headers[.location] == "https://portal.example/bye")
      #expect(try await Self.isOver(login, provider))
    }
  }

  @Test func `an expired ID token is still a hint`() async throws {
    try await Provider.run { provider, http in
      let (login, hint, _) = try await Self.login(provider, http)
      provider.clock.advance(by: 1_000)
      let response = try await http.get(Self.path([hint, Self.bye]), Self.cookie(login))
      #expect(response.status == .seeOther)
    }
  }

  @Test(arguments: [
    "https://portal.example/bye/", "https://portal.example/bye?x=1", "https://portal.example/cb",
    "https://evil.example/bye",
  ])
  func
    `oidcc-rp-initiated-logout-bad-post-logout-redirect-uri and oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri: nobody is sent there`(
      uri: String
    )
    async throws
  {
    try await Provider.run { provider, http in
      let (login, hint, _) = try await Self.login(provider, http)
      let response = try await http.get(
        Self.path([hint, ("post_logout_redirect_uri", uri)]), Self.cookie(login))
      #expect(response.status == .ok)
      #expect(response.headers[.location] == nil)
      #expect(try await Self.isOver(login, provider))
    }
  }

  @Test
  func
    `oidcc-rp-initiated-logout-modified-id-token-hint and oidcc-rp-initiated-logout-bad-id-token-hint: nobody is sent anywhere`()
    async throws
  {
    try await Provider.run { provider, http in
      let (login, hint, answer) = try await Self.login(provider, http)
      let claims = try #require(try UnverifiedJWS(compact: hint.1).unverifiedClaims)
      let header = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8))
      let unsigned = "\(header).\(Base64URL.encode(claims.serialized()))."
      let foreign = try JWS.sign(claims, type: "JWT", keyID: "k1", with: provider.key)
      for bad in [unsigned, foreign, "x", answer.text("access_token")] {
        let response = try await http.get(Self.path([("id_token_hint", bad), Self.bye]), Self.cookie(login))
        #expect(response.headers[.location] == nil)
        #expect(response.text.contains("<form"))
        #expect(try await Self.isOver(login, provider) == false)
      }
    }
  }

  @Test func `a hint of one client does not speak for another`() async throws {
    try await Provider.run { provider, http in
      let (login, hint, _) = try await Self.login(provider, http)
      let response = try await http.get(
        Self.path([hint, ("client_id", "app"), Self.bye]), Self.cookie(login))
      #expect(response.headers[.location] == nil)
      #expect(try await Self.isOver(login, provider) == false)
    }
  }

  @Test func `oidcc-rp-initiated-logout-no-id-token-hint: the person is asked, and then sent back`() async throws {
    try await Provider.run { provider, http in
      let (login, _, _) = try await Self.login(provider, http)
      let parameters = [("client_id", "portal"), Self.bye, ("state", "s")]
      let question = try await http.get(Self.path(parameters), Self.cookie(login))
      #expect(question.status == .ok)
      #expect(question.headers[.location] == nil)
      #expect(question.headers[.contentSecurityPolicy]?.contains("https://portal.example") == true)
      #expect(try await Self.isOver(login, provider) == false)
      let token = try #require(question.text.firstMatch(of: /name="confirmation" value="([^"]+)"/)?.1)
      let form = parameters + [("confirmation", String(token))]
      let answer = try await http.post("/end-session", form, Self.cookie(login))
      #expect(answer.headers[.location] == "https://portal.example/bye?state=s")
      #expect(try await Self.isOver(login, provider))
    }
  }

  @Test func `a confirmation that was not shown to this browser is none`() async throws {
    try await Provider.run { provider, http in
      let (victim, attacker) = (try await provider.login(), try await provider.login())
      let question = try await http.get("/end-session", Self.cookie(attacker))
      let token = String(try #require(question.text.firstMatch(of: /name="confirmation" value="([^"]+)"/)?.1))
      for token in [token, "x", ""] {
        let answer = try await http.post("/end-session", [("confirmation", token)], Self.cookie(victim))
        #expect(answer.text.contains("<form"))
      }
      // And never by a mere link.
      let own = try await http.get("/end-session", Self.cookie(victim))
      let good = String(try #require(own.text.firstMatch(of: /name="confirmation" value="([^"]+)"/)?.1))
      _ = try await http.get(Self.path([("confirmation", good)]), Self.cookie(victim))
      #expect(try await Self.isOver(victim, provider) == false)
    }
  }

  @Test(arguments: [[], [("state", "s")]] as [[(String, String)]])
  func
    `oidcc-rp-initiated-logout-no-params and oidcc-rp-initiated-logout-only-state: the person is asked and then told`(
      parameters: [(String, String)]
    ) async throws
  {
    try await Provider.run { provider, http in
      let (login, _, _) = try await Self.login(provider, http)
      let question = try await http.get(Self.path(parameters), Self.cookie(login))
      let token = String(try #require(question.text.firstMatch(of: /name="confirmation" value="([^"]+)"/)?.1))
      let answer = try await http.post(
        "/end-session", parameters + [("confirmation", token)], Self.cookie(login))
      #expect(answer.status == .ok)
      #expect(answer.text.contains("已退出登录"))
      #expect(try await Self.isOver(login, provider))
    }
  }

  @Test func `oidcc-rp-initiated-logout-no-post-logout-redirect-uri: the person is told, and the session is over`()
    async throws
  {
    try await Provider.run { provider, http in
      let (login, hint, _) = try await Self.login(provider, http)
      let answer = try await http.get(Self.path([hint]), Self.cookie(login))
      #expect(answer.status == .ok)
      #expect(answer.text.contains("已退出登录"))
      #expect(try await Self.isOver(login, provider))
    }
  }

  @Test func `without a session there is nothing to ask`() async throws {
    try await Provider.run { _, http in
      let answer = try await http.get(Self.path([("client_id", "portal"), Self.bye]))
      #expect(answer.status == .ok)
      #expect(answer.headers[.location] == nil)
    }
  }

  @Test func `another site's form without a hint is followed to GET, where the cookie comes along`() async throws {
    try await Provider.run { provider, http in
      let answer = try await http.post("/end-session", [("client_id", "portal"), Self.bye, ("evil", "1")])
      #expect(answer.status == .seeOther)
      let location = try #require(answer.headers[.location])
      #expect(location.hasPrefix("https://login.example/end-session?client_id=portal"))
      #expect(!location.contains("evil"))
    }
  }

  @Test func `a hint of another enterprise's session is asked about first`() async throws {
    try await Provider.run { provider, http in
      let (login, _, _) = try await Self.login(provider, http)
      let claims: JSONObject = [
        "iss": "https://login.example", "aud": "portal", "sub": "another", "sid": .string(SessionID.generate().value),
      ]
      let hint = try await provider.keys.current(.token, .rs256, at: provider.now).sign(claims, type: "JWT")
      let answer = try await http.get(Self.path([("id_token_hint", hint), Self.bye]), Self.cookie(login))
      #expect(answer.headers[.location] == nil)
      #expect(try await Self.isOver(login, provider) == false)
    }
  }

  @Test func `a hint of the same enterprise's session in another browser is asked about first`() async throws {
    try await Provider.run { provider, http in
      let (here, _, _) = try await Self.login(provider, http)
      let (elsewhere, hint, _) = try await Self.login(provider, http)
      let question = try await http.get(Self.path([hint, Self.bye]), Self.cookie(here))
      #expect(question.headers[.location] == nil)
      #expect(question.text.contains("<form"))
      #expect(try await Self.isOver(here, provider) == false)
      #expect(try await Self.isOver(elsewhere, provider) == false)
      let token = String(try #require(question.text.firstMatch(of: /name="confirmation" value="([^"]+)"/)?.1))
      let answer = try await http.post(
        "/end-session", [hint, Self.bye, ("confirmation", token)], Self.cookie(here))
      #expect(answer.headers[.location] == "https://portal.example/bye")
      #expect(try await Self.isOver(here, provider))
    }
  }

  @Test func `a hint of the session that a new login in this browser replaced logs out`() async throws {
    try await LoginHouse.run(portal: ["post_logout_redirect_uris": ["https://portal.example/bye"]]) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      func session() async throws -> Session? {
        let id = try await house.database.read { try $0.row("SELECT session_id FROM sessions")?.text(0) }
        guard let id = id.flatMap({ SessionID($0) }) else { return nil }
        return try await house.sessions.session(id, at: house.now)
      }
      var ids: [SessionID] = []
      for client in ["portal", "signer", "portal"] {
        _ = try await browser.logIn(with: phone, client: client, prompt: "login")
        let found = try await session()
        let present = try #require(found)
        #expect(present.formers == ids)
        ids.append(present.id)
      }
      let key = try house.keys.current(.token, .es256, at: house.now)
      func hint(_ session: SessionID) async throws -> String {
        try await key.sign(
          ["iss": .string(house.issuer.value), "aud": "portal", "sub": "s", "sid": .string(session.value)], type: "JWT")
      }
      let strange = try await browser.get(Self.path([("id_token_hint", try await hint(.generate())), Self.bye]))
      #expect(strange.status == .ok)
      #expect(try await session() != nil)
      let answer = try await browser.get(Self.path([("id_token_hint", try await hint(ids[0])), Self.bye]))
      #expect(answer.location == "https://portal.example/bye")
      #expect(try await session() == nil)
    }
  }

  @Test func `logging out kills what does not outlive the session`() async throws {
    try await Provider.run { provider, http in
      let online = try await Self.login(provider, http)
      let offline = try await Self.login(provider, http, scope: "openid offline_access")
      for login in [online, offline] {
        _ = try await http.get(Self.path([login.hint]), Self.cookie(login.login))
      }
      #expect(try await http.isActive(online.answer.text("access_token")) == false)
      #expect(try await http.refresh(online.answer.text("refresh_token")).refusal == "invalid_grant")
      #expect(try await http.refresh(offline.answer.text("refresh_token")).status == .ok)
    }
  }

  @Test func `on a shared computer nothing outlives the session`() async throws {
    try await Provider.run { provider, http in
      let shared = try await Self.login(provider, http, scope: "openid offline_access", isShared: true)
      _ = try await http.get(Self.path([shared.hint]), Self.cookie(shared.login))
      #expect(try await http.isActive(shared.answer.text("access_token")) == false)
      #expect(try await http.refresh(shared.answer.text("refresh_token")).refusal == "invalid_grant")
    }
  }

  @Test func `a repeated parameter is refused with a page`() async throws {
    try await Provider.run { _, http in
      let refused = try await http.get(Self.path([("state", "a"), ("state", "b")]))
      #expect(refused.status == .badRequest)
      #expect(refused.headers[.contentType]?.hasPrefix("text/html") == true)
    }
  }
}
