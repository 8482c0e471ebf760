import AuditLog
import ELicence
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

@Suite struct BackChannelLogoutTests {
  /// Logs in at the portal and out again.
  private static func logOut(_ provider: Provider, _ http: any TestClientProtocol) async throws -> Login {
    let login = try await provider.login()
    let hint = try await http.redeem(login).text("id_token")
    _ = try await http.get(
      Percent.appendQuery(to: "/end-session", [("id_token_hint", hint)]),
      [.cookie: "__Host-tongzhao-session-443=\(login.cookie.revealed())"])
    return login
  }

  private static func claims(_ token: String, _ provider: Provider, type: String = "logout+jwt") throws -> JSONObject {
    let unverified = try UnverifiedJWS(compact: token)
    let key = try #require(unverified.keyID.flatMap { provider.keys.verificationKey($0) })
    return try unverified.verified(by: key, type: type)
  }

  @Test func `oidcc-backchannel-logout-discovery-endpoint-verification: discovery says that clients are told`()
    async throws
  {
    try await Provider.run { _, http in
      let document = try await http.get("/.well-known/openid-configuration").json
      #expect(document["backchannel_logout_supported"] == true)
      #expect(document["backchannel_logout_session_supported"] == true)
    }
  }

  @Test func `oidcc-backchannel-rp-initiated-logout: the client gets a logout token with sid, sub and no nonce`()
    async throws
  {
    try await Provider.run { provider, http in
      try await provider.listens()
      let listeners = TestListeners()
      let login = try await Self.logOut(provider, http)
      #expect(try await provider.worker(listeners).step())
      #expect(try await provider.worker(listeners).step() == false)
      let asked = try #require(listeners.asked.first)
      #expect(listeners.asked.count == 1)
      #expect(asked.address.text == "https://portal.example/backchannel")
      #expect(asked.body?.type == "application/x-www-form-urlencoded")
      #expect(asked.headers.isEmpty)
      let token = try #require(listeners.tokens.first)
      let claims = try Self.claims(token, provider)
      #expect(claims["iss"] == .string(provider.issuer.value))
      #expect(claims["aud"] == "portal")
      #expect(claims["sid"] == .string(login.session.value))
      #expect(claims["sub"] == .string(Provider.enterprise.uscc.value))
      #expect(claims["iat"] == .date(provider.now))
      #expect(claims["exp"] == .date(provider.now + 120))
      #expect(claims["events"] == ["http://schemas.openid.net/event/backchannel-logout": [:]])
      #expect(claims["jti"]?.string?.isEmpty == false)
      #expect(claims["nonce"] == nil)
      #expect(try UnverifiedJWS(compact: token).header["alg"] == "RS256")
    }
  }

  @Test func `a logout token is signed as the client's ID tokens are, and is none of them`() async throws {
    try await Provider.run { provider, http in
      try await provider.listens(["id_token_signed_response_alg": "ES256"])
      let listeners = TestListeners()
      _ = try await Self.logOut(provider, http)
      _ = try await provider.worker(listeners).step()
      let token = try #require(listeners.tokens.first)
      #expect(try UnverifiedJWS(compact: token).header["alg"] == "ES256")
      #expect(throws: JOSERejection.self) { try Self.claims(token, provider, type: "JWT") }
      // And so it is no hint.
      let answer = try await http.get(Percent.appendQuery(to: "/end-session", [("id_token_hint", token)]))
      #expect(answer.headers[.location] == nil)
    }
  }

  @Test func `a client that failed is told again, later and later, with a new token each time`() async throws {
    try await Provider.run { provider, http in
      try await provider.listens()
      let listeners = TestListeners()
      let retrying = provider.worker(listeners, DeliverySchedule(attempts: 4))
      listeners.willAnswer(.status(503), .status(400), .refusal(.timeout))
      _ = try await Self.logOut(provider, http)
      for (tries, pause) in [(1, 5), (2, 10), (3, 20)] {
        #expect(try await retrying.step())
        #expect(listeners.asked.count == tries)
        #expect(try await retrying.step() == false)
        provider.clock.advance(by: pause)
      }
      #expect(try await retrying.step())
      #expect(Set(try listeners.tokens.map { try Self.claims($0, provider)["jti"]?.string }).count == 4)
      #expect(try await SQLDeliveryStore(provider.database).load().waiting == 0)
    }
  }

  @Test func `after the last try nothing is sent any more`() async throws {
    try await Provider.run { provider, http in
      try await provider.listens()
      let listeners = TestListeners()
      let worker = provider.worker(listeners, DeliverySchedule(attempts: 2))
      listeners.willAnswer(.refusal(.forbiddenAddress), .refusal(.forbiddenAddress))
      _ = try await Self.logOut(provider, http)
      for _ in 0..<5 {
        _ = try await worker.step()
        provider.clock.advance(by: 86_400)
      }
      #expect(listeners.asked.count == 2)
      for action in AuditAction.all(of: .telling) {
        #expect(try await provider.audit.found(action).map(\.event.reason) == ["forbidden_address"])
      }
    }
  }

  @Test func `a client that was deleted or suspended is not asked, and one that wants nothing any more is forgotten`()
    async throws
  {
    try await Provider.run { provider, http in
      try await provider.listens()
      let (listeners, store) = (TestListeners(), SQLDeliveryStore(provider.database))
      _ = try await Self.logOut(provider, http)
      try await provider.listens(["tongzhao_suspended": true])
      provider.clock.advance(by: 1)
      #expect(try await provider.worker(listeners).step())
      #expect(try await store.list(nil, client: nil, limit: 9).map(\.lastResult) == [.clientGone])
      try await provider.save(try TestClients.portal())
      provider.clock.advance(by: 10)
      #expect(try await provider.worker(listeners).step())
      #expect(try await store.load().waiting == 0)
      #expect(listeners.asked.isEmpty)
    }
  }

  @Test func `a session that a new login replaced is told under both its names`() async throws {
    try await LoginHouse.run(portal: ["backchannel_logout_uri": "https://portal.example/backchannel"]) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      var sessions: [String] = []
      for _ in 0..<2 {
        _ = try await browser.logIn(with: phone, prompt: "login")
        sessions += try await house.database.read {
          try $0.rows("SELECT session_id FROM sessions").map { try $0.text(0) }
        }
      }
      let store = SQLDeliveryStore(house.database)
      #expect(try await store.load().waiting == 0, "the session goes on under a new name")
      _ = try await browser.logIn(with: try TestPhone(house), prompt: "login")
      let told = try await store.list(nil, client: nil, limit: 9)
      #expect(Set(told.compactMap(\.delivery.session?.value)) == Set(sessions))
    }
  }

  @Test func `not me tells the client at once`() async throws {
    try await LoginHouse.run(portal: ["backchannel_logout_uri": "https://portal.example/backchannel"]) { house in
      let (browser, phone) = (TestBrowser(house), try TestPhone(house))
      let page = try await browser.openOrder()
      let receipt = try await phone.approve(page)
      _ = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      _ = try await house.http.post(receipt + "/not-me", [])
      #expect(try await SQLDeliveryStore(house.database).load().waiting == 1)
    }
  }

  @Test(arguments: [
    "http://portal.example/backchannel", "https://portal.example/b#f", "javascript:alert(1)",
    "https://u@portal.example/",
  ])
  func `an address that nobody may be told at is not registered`(address: String) {
    let rejection = #expect(throws: ClientMetadataRejection.self) {
      try TestClients.portal(["backchannel_logout_uri": .string(address)])
    }
    #expect(rejection?.member == "backchannel_logout_uri" && rejection?.reason == .unsafeAddress)
  }

  @Test func `whether the session is required is true or false`() throws {
    let uri: JSONObject = ["backchannel_logout_uri": "https://portal.example/b"]
    let client = try TestClients.portal(uri.merging(["backchannel_logout_session_required": true]))
    #expect(client.backChannelLogout?.isSessionRequired == true)
    let rejection = #expect(throws: ClientMetadataRejection.self) {
      try TestClients.portal(uri.merging(["backchannel_logout_session_required": "yes"]))
    }
    #expect(rejection?.member == "backchannel_logout_session_required" && rejection?.reason == .malformed)
  }

  @Test func `every status and every refusal has its result`() {
    #expect(
      [200, 204, 400, 404, 500, 503, 199].map { DeliveryResult(status: $0) } == [
        .delivered, .delivered, .rejected, .rejected, .failed, .failed, .failed,
      ])
    let refused = Set(OutgoingRefusal.allCases.map { DeliveryResult($0) })
    #expect(refused.count == OutgoingRefusal.allCases.count)
    #expect(DeliveryResult.allCases.filter(\.isSettled) == [.delivered, .notWanted])
  }

  @Test func `pauses double up to an hour, with jitter, and end`() {
    let (schedule, now) = (DeliverySchedule(), NumericDate(1_800_000_000))
    let longest = (1...12).map { schedule.next(after: $0, jitter: 255, from: now).map { $0 - now } }
    #expect(longest == [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, nil])
    let shortest = (1...12).map { schedule.next(after: $0, jitter: 0, from: now).map { $0 - now } }
    #expect(shortest == [3, 5, 10, 20, 40, 80, 160, 320, 640, 1_280, 1_800, nil])
    let often = DeliverySchedule(attempts: 1_000)
    #expect(often.next(after: 999, jitter: 255, from: now) == now + 3_600)
  }
}
