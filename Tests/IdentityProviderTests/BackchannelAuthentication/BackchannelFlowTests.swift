import AuditLog
import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

@Suite struct BackchannelFlowTests {
  @Test func `a clerk asks, the wallet approves, and the client fetches the tokens`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      #expect(asked.status == .ok)
      #expect(asked.headers[.cacheControl] == "no-store")
      #expect(asked.json["expires_in"] == 300)
      #expect(asked.json["interval"] == 5)
      #expect(asked.json.text("verification_uri_complete").hasPrefix("https://login.example/backchannel/"))
      #expect(!asked.json.text("verification_uri_complete").contains(asked.json.text("auth_req_id")))
      #expect(try await counter.told(asked) == "authorization_pending")

      let (end, _) = try await counter.approve(asked)
      #expect(end.status == .seeOther)
      #expect(end.location == "https://login.example/backchannel_authentication/done", "nothing comes to the browser")

      let tokens = try await counter.poll(asked)
      #expect(tokens.status == .ok)
      #expect(tokens.json["scope"] == "openid licence")
      let claims = try tokens.json.claims()
      #expect(claims["sub"] == .string(TestLicence.company.uscc.value))
      #expect(claims["client_id"] == "counter")
      #expect(try tokens.json.claims("id_token")["aud"] == "counter")
      #expect(try await counter.house.http.isActive(tokens.json.text("access_token")) == true)
      #expect(
        try await counter.house.http.refresh(tokens.json.text("refresh_token"), .basic("counter")).status == .ok)
      #expect(try await counter.told(asked) == "invalid_grant", "once")
    }
  }

  @Test
  func
    `the words of the screen are in the wallet's signed request`()
    async throws
  {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      let (browser, phone) = (TestBrowser(counter.house), try TestPhone(counter.house))
      let shown = try await browser.get(counter.link(asked)).text
      for word in ["窗口三 W4SCT", "办事大厅", "counter.example", TestLicence.company.uscc.value, "拒绝"] {
        #expect(shown.contains(word), "\(word)")
      }
      let page = try await counter.claim(asked, in: browser)
      let request = try await phone.fetch(phone.scan(page))
      #expect(request["context"]?["device"]?["binding_message"] == "窗口三 W4SCT")
      #expect(request["context"]?["client_name"] == "办事大厅")
      #expect(try await browser.get(page).text.contains("窗口三 W4SCT"))
      let english = try await browser.get(page + "?lang=en").text
      #expect(english.contains("Another device"))
    }
  }

  @Test func `a request without a message, or with one that is long, says so`() async throws {
    try await BackchannelHouse.run { counter async throws in
      #expect(try await counter.ask(["binding_message": nil]).status == .ok)
      #expect(try await counter.ask(["binding_message": String(repeating: "办", count: 64)]).status == .ok)
      for message in [String(repeating: "办", count: 65), "a\nb", "a\u{202E}b", "a\u{200B}b"] {
        #expect(try await counter.ask(["binding_message": message]).refusal == "invalid_binding_message")
      }
    }
  }

  @Test func `who looks at the link uses nothing up, and who goes on uses it up`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      let path = counter.link(asked)
      for _ in 0..<3 { #expect(try await TestBrowser(counter.house).get(path).status == .ok) }
      _ = try await counter.claim(asked, in: TestBrowser(counter.house))
      let second = TestBrowser(counter.house)
      let gone = try await second.get(path)
      #expect(gone.status == .notFound)
      #expect(gone.text.contains("链接已失效"))
      #expect(try await counter.told(asked) == "authorization_pending")
      #expect(try await second.get("/backchannel/nonsense").status == .notFound)
    }
  }

  @Test func `a form that another site sends goes on for nobody`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      let path = counter.link(asked)
      let stranger = TestBrowser(counter.house)
      for step in ["/continue", "/refuse"] {
        #expect(try await stranger.post(path + step).status == .forbidden, "without our cookie")
      }
      _ = try await stranger.get(path)
      let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
      for step in ["/continue", "/refuse"] {
        #expect(try await stranger.post(path + step, [], [site: "cross-site"]).status == .forbidden)
      }
      #expect(try await counter.told(asked) == "authorization_pending")
    }
  }

  @Test func `who refuses, anywhere, has the client told`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let (browser, phone) = (TestBrowser(counter.house), try TestPhone(counter.house))
      // On the page, before any login.
      let first = try await counter.ask()
      _ = try await browser.get(counter.link(first))
      #expect(try await browser.post(counter.link(first) + "/refuse").text.contains("已拒绝"))
      #expect(try await counter.told(first) == "access_denied")
      // In the wallet.
      let second = try await counter.ask()
      let request = try await phone.fetch(phone.scan(try await counter.claim(second, in: browser)))
      _ = try await phone.post(["error": "access_denied"], to: request)
      #expect(try await counter.told(second) == "access_denied")
      // In the browser.
      let third = try await counter.ask()
      let cancelled = try await browser.post(try await counter.claim(third, in: browser) + "/cancel")
      #expect(cancelled.location.hasPrefix("https://login.example/backchannel_authentication/done?error=access_denied"))
      #expect(try await browser.get(cancelled.location).text.contains("没有登录"))
      #expect(try await counter.told(third) == "access_denied")
    }
  }

  @Test func `another enterprise than the one that was asked cannot answer`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask(["login_hint": "91350100M000100Y43"])
      guard asked.status == .ok else {
        Issue.record("\(asked.json.text)")
        return
      }
      let (end, _) = try await counter.approve(asked)
      #expect(end.location.contains("error=login_required"))
      #expect(try await counter.told(asked) == "access_denied")
    }
  }

  @Test func `an ID token of ours says whom the client means, another one does not`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let first = try await counter.ask()
      try await counter.approve(first)
      let token = try await counter.poll(first).json.text("id_token")
      let asked = try await counter.ask(["login_hint": nil, "id_token_hint": token])
      #expect(asked.status == .ok)
      try await counter.approve(asked)
      #expect(try await counter.poll(asked).status == .ok)
      #expect(
        try await counter.ask(["login_hint": nil, "id_token_hint": token], as: "other").refusal == "invalid_request",
        "made for another client")
      #expect(try await counter.ask(["login_hint": nil, "id_token_hint": "nonsense"]).refusal == "invalid_request")
    }
  }

  @Test func `a client that asks too early is told to slow down, and has to wait longer from then on`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      #expect(try await counter.told(asked) == "authorization_pending")
      counter.house.clock.advance(by: 2)
      #expect(try await counter.told(asked) == "slow_down")
      counter.house.clock.advance(by: 5)
      #expect(try await counter.told(asked) == "slow_down", "ten seconds by now")
      counter.house.clock.advance(by: 15)
      #expect(try await counter.told(asked) == "authorization_pending")
    }
  }

  @Test func `of a hundred polls one gets the tokens, and none fails on our side`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      try await counter.approve(asked)
      let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
        for _ in 0..<100 { group.addTask { try await counter.poll(asked) } }
        return try await group.reduce(into: [TestResponse]()) { $0.append($1) }
      }
      #expect(answers.filter { $0.status == .ok }.count == 1)
      #expect(answers.filter { $0.refusal == "invalid_grant" }.count == 99)
    }
  }

  @Test func `after its time a client has to ask anew, and no link opens anything`()
    async throws
  {
    try await BackchannelHouse.run { counter async throws in
      for (wish, life) in [(nil, 300), ("60", 60), ("1", 30), ("99999", 600)] as [(String?, Int)] {
        let asked = try await counter.ask(wish.map { ["requested_expiry": $0] } ?? [:])
        #expect(asked.json["expires_in"] == .integer(Int64(life)))
        counter.house.clock.advance(by: life)
        #expect(try await counter.told(asked) == "expired_token")
        #expect(try await TestBrowser(counter.house).get(counter.link(asked)).status == .notFound)
      }
      for wish in ["0", "-1", "soon", "1.5"] {
        #expect(try await counter.ask(["requested_expiry": wish]).refusal == "invalid_request", "\(wish)")
      }
    }
  }

  @Test func `an approval that comes too late gives nothing, and says so`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask(["requested_expiry": "60"])
      let (browser, phone) = (TestBrowser(counter.house), try TestPhone(counter.house))
      let page = try await counter.claim(asked, in: browser)
      let receipt = try await phone.approve(page)
      counter.house.clock.advance(by: 59)
      let number = try await phone.number(receipt)
      counter.house.clock.advance(by: 1)
      _ = try await browser.post(page + "/number", [("number", number)])
      #expect(try await counter.told(asked) == "expired_token")
    }
  }

  @Test func `in another client's hands it is void`()
    async throws
  {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      try await counter.approve(asked)
      #expect(try await counter.told(asked, as: "other") == "invalid_grant")
      #expect(try await counter.told(asked) == "access_denied")
    }
  }

  @Test func `an unknown one is refused, a missing one too`()
    async throws
  {
    try await BackchannelHouse.run { counter async throws in
      let form = [("grant_type", BackchannelHouse.type)]
      let unknown = form + [("auth_req_id", BearerSecret<AuthenticationRequestSecret>().revealed())]
      #expect(try await counter.house.http.post("/token", unknown, .basic("counter")).refusal == "invalid_grant")
      #expect(try await counter.house.http.post("/token", form, .basic("counter")).refusal == "invalid_request")
      #expect(
        try await counter.house.http.post("/token", unknown, .basic("department")).refusal == "unauthorized_client")
    }
  }

  @Test
  func `an auth_req_id is no authorization code, and what is approved for the clerk is not approved for this browser`()
    async throws
  {
    try await BackchannelHouse.run { counter async throws in
      let (browser, asked) = (TestBrowser(counter.house), try await counter.ask())
      try await counter.approve(asked, in: browser)
      let form = [
        ("grant_type", "authorization_code"), ("code", asked.json.text("auth_req_id")),
        ("redirect_uri", "https://login.example/backchannel_authentication/done"),
        ("code_verifier", CodeVerifier().revealed()),
      ]
      #expect(try await counter.house.http.post("/token", form, .basic("counter")).refusal == "invalid_grant")
      #expect(
        try await browser.authorize(["prompt": "none"], client: "counter").answered("error") == "login_required")
      #expect(try await counter.poll(asked).status == .ok)
    }
  }

  @Test func `not me ends what the client fetched, and what it has not fetched yet`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let fetched = try await counter.ask()
      let (_, receipt) = try await counter.approve(fetched)
      let token = try await counter.poll(fetched).json.text("access_token")
      _ = try await counter.house.http.post(receipt + "/not-me", [])
      #expect(try await counter.house.http.isActive(token) == false)
      let waiting = try await counter.ask()
      let (_, second) = try await counter.approve(waiting)
      _ = try await counter.house.http.post(second + "/not-me", [])
      #expect(try await counter.poll(waiting).status != .ok)
    }
  }

  @Test func `what a client fetches is on record`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      try await counter.approve(asked)
      _ = try await counter.poll(asked)
      let event = try #require(try await counter.house.audit.found(.backchannelAuthorized).first).event
      #expect(event.client == "counter")
      #expect(event.object?.isEmpty == false)
    }
  }

  @Test func `discovery says what is served`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let metadata = try await counter.house.http.get("/.well-known/openid-configuration").json
      #expect(metadata["backchannel_authentication_endpoint"] == "https://login.example/backchannel_authentication")
      #expect(metadata["backchannel_token_delivery_modes_supported"] == ["poll", "ping"])
      #expect(metadata["backchannel_user_code_parameter_supported"] == false)
      #expect(
        metadata["backchannel_authentication_request_signing_alg_values_supported"]?.array?.contains("ES256") == true)
      #expect(metadata["grant_types_supported"]?.array?.contains(.string(BackchannelHouse.type)) == true)
    }
  }

  @Test func `a request that another client showed stays void, even when the holder approves afterwards`() async throws
  {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      let (browser, phone) = (TestBrowser(counter.house), try TestPhone(counter.house))
      let page = try await counter.claim(asked, in: browser)
      #expect(try await counter.told(asked, as: "other") == "invalid_grant")
      let receipt = try await phone.approve(page)
      let end = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      #expect(end.location.contains("error="))
      #expect(try await counter.told(asked) == "access_denied")
      let grants = try await counter.house.database.read { connection in
        try connection.row("SELECT COUNT(*) FROM grants WHERE revoked_at IS NULL", [])?.int(0)
      }
      #expect(grants == 0, "nothing of it lives on")
    }
  }

  @Test func `a resource that is not registered uses nothing up`() async throws {
    try await BackchannelHouse.run { counter async throws in
      let asked = try await counter.ask()
      try await counter.approve(asked)
      let form = [
        ("grant_type", BackchannelHouse.type), ("auth_req_id", asked.json.text("auth_req_id")),
        ("resource", "https://elsewhere.example"),
      ]
      #expect(try await counter.house.http.post("/token", form, .basic("counter")).refusal == "invalid_target")
      #expect(try await counter.poll(asked).status == .ok)
    }
  }
}
