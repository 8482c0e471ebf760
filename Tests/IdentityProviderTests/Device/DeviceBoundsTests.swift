import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import SQLStore
import TestSupport
import Testing

/// Why a stranger with a code gets nowhere (RFC 10027, incident 27): off by default, little, not for long, and guarded.
@Suite struct DeviceBoundsTests {
  @Test func `no client logs in devices unless an operator says what they may have`() async throws {
    try await DeviceHouse.run { device async throws in
      let (house, digest) = (device.house, BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest)
      let registered = try TestClients.client(
        "kiosk", ["grant_types": ["authorization_code", .string(DeviceHouse.type)], "scope": "openid licence"])
      let asked = try await device.ask().json
      try await house.clientStore.save(registered, secret: digest, at: house.now)
      house.clock.advance(by: 1)
      #expect(try await device.ask().refusal == "unauthorized_client")
      #expect(try await device.told(asked.text("device_code")) == "unauthorized_client")
      let browser = TestBrowser(house)
      _ = try await browser.get("/device")
      #expect(try await browser.post("/device", [("user_code", asked.text("user_code"))]).status == .badRequest)
      #expect(try await device.ask(as: "department").refusal == "unauthorized_client")
    }
  }

  @Test func `a device asks for no more than the operator allows`() async throws {
    try await DeviceHouse.run { device async throws in
      for scope in ["openid holder", "openid licence offline_access", "holder.identity", "nonsense"] {
        #expect(try await device.ask(scope).refusal == "invalid_scope", "\(scope)")
      }
      #expect(try await device.ask(nil).refusal == "invalid_scope")
      #expect(try await device.ask("licence").status == .ok)
    }
  }

  @Test func `a device keeps what it has for an hour, and longer only where the operator allows it`() async throws {
    try await DeviceHouse.run { device async throws in
      let refresh = try await device.loggedIn().tokens.text("refresh_token")
      device.house.clock.advance(by: 3_590)
      #expect(try await device.house.http.refresh(refresh, .basic("kiosk")).status == .ok)
      device.house.clock.advance(by: 10)
      #expect(try await device.house.http.refresh(refresh, .basic("kiosk")).refusal == "invalid_grant")
    }
    try await DeviceHouse.run(["tongzhao_device_scopes": "openid licence offline_access"]) { device in
      let refresh = try await device.loggedIn("openid licence offline_access").tokens.text("refresh_token")
      device.house.clock.advance(by: 7_200)
      #expect(try await device.house.http.refresh(refresh, .basic("kiosk")).status == .ok)
    }
  }

  @Test func `a form that another site sends types nothing`() async throws {
    try await DeviceHouse.run { device async throws in
      let userCode = try await device.ask().json.text("user_code")
      let stranger = TestBrowser(device.house)
      for path in ["/device", "/device/continue", "/device/refuse"] {
        #expect(try await stranger.post(path, [("user_code", userCode)]).status == .forbidden, "without our cookie")
      }
      _ = try await stranger.get("/device")
      let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
      for path in ["/device", "/device/continue", "/device/refuse"] {
        #expect(try await stranger.post(path, [("user_code", userCode)], [site: "cross-site"]).status == .forbidden)
      }
      #expect(try await stranger.post("/device", [("user_code", userCode)], [site: "same-origin"]).status == .ok)
    }
  }

  @Test func `a link with the code in it fills nothing in`() async throws {
    try await DeviceHouse.run { device async throws in
      let userCode = try await device.ask().json.text("user_code")
      let page = try await TestBrowser(device.house).get("/device?user_code=\(userCode)")
      #expect(!page.text.contains(userCode))
    }
  }

  @Test func `guesses are counted against their source, a slip of the finger is not`() async throws {
    try await DeviceHouse.run { device async throws in
      let userCode = try await device.ask().json.text("user_code")
      let browser = TestBrowser(device.house)
      _ = try await browser.get("/device")
      for typed in ["", "BCD", "AEIO-UUUU", "12345678", String(repeating: "B", count: 500)] {
        let page = try await browser.post("/device", [("user_code", typed)])
        #expect(page.status == .badRequest)
        #expect(page.text.contains("请输入八个字母"))
      }
      for _ in 0..<30 {
        let wrong = try await browser.post("/device", [("user_code", "BBBB-BBBB")])
        #expect(wrong.status == .badRequest)
        #expect(wrong.text.contains("代码不对"))
      }
      for path in ["/device", "/device/continue", "/device/refuse"] {
        #expect(try await browser.post(path, [("user_code", userCode)]).status == .tooManyRequests, "\(path)")
      }
      device.house.clock.advance(by: 3_600)
      let next = try await device.ask().json.text("user_code")
      #expect(try await browser.post("/device", [("user_code", next)]).status == .ok)
    }
  }

  @Test func `only so many devices of one address wait at a time`() async throws {
    try await DeviceHouse.run { device async throws in
      for _ in 0..<DevicePolicy().perSource { #expect(try await device.ask().status == .ok) }
      let refused = try await device.ask()
      #expect(refused.status == .tooManyRequests)
      #expect(refused.headers[.retryAfter] != nil)
    }
  }

  @Test func `a device proves which client it belongs to`() async throws {
    try await DeviceHouse.run { device async throws in
      let code = try await device.ask().json.text("device_code")
      let form = [("grant_type", DeviceHouse.type), ("device_code", code)]
      #expect(try await device.house.http.post("/token", form, .basic("kiosk", "wrong")).status == .unauthorized)
      #expect(try await device.house.http.post("/device_authorization", [("scope", "openid")]).status == .unauthorized)
      #expect(
        try await device.house.http.post("/token", Array(form.prefix(1)), .basic("kiosk")).refusal == "invalid_request")
      #expect(try await device.told("nonsense") == "invalid_grant")
    }
  }

  /// The ways in which a login ends, run through this grant too (incidents 7, 13 and 14).
  enum Ending: String, CaseIterable, Sendable {
    case notMe, licenceSuspended, licenceBlocked, clientSuspended, lockdown, sessionsEnded

    func come(_ device: DeviceHouse, receipt: String) async throws {
      let house = device.house
      switch self {
      case .notMe: _ = try await house.http.post(receipt + "/not-me", [])
      case .licenceSuspended: house.standing.set(.bad)
      case .licenceBlocked:
        _ = try await SQLEmergencyStore(house.database).block(
          BlockedLicence(uscc: TestLicence.company.uscc.value, reason: "r", since: house.now), at: house.now)
        try await house.emergencies.refresh()
      case .clientSuspended:
        guard let id = ClientID("kiosk"), let kiosk = try await house.clientStore.client(id) else { return }
        let document = (kiosk.document.object ?? [:]).merging(["tongzhao_suspended": true])
        try await house.clientStore.save(
          try Client(document: .object(document)),
          secret: BearerSecret<ClientSecret>(presented: TestClients.secret)?.digest, at: house.now)
      case .lockdown:
        try await SQLEmergencyStore(house.database).lock(
          Lockdown(level: .everything, cause: .security, reason: "r", since: house.now))
        try await house.emergencies.refresh()
      case .sessionsEnded: _ = try await SQLEmergencyStore(house.database).end(.everybody, at: house.now)
      }
      house.clock.advance(by: 1)
    }
  }

  @Test(arguments: Ending.allCases)
  func `whatever ends a login ends a device's, before it fetches its tokens and after`(ending: Ending) async throws {
    try await DeviceHouse.run { device async throws in
      let first = try await device.ask().json
      let (_, receipt) = try await device.approve(
        first.text("user_code"), in: TestBrowser(device.house), with: try TestPhone(device.house))
      try await ending.come(device, receipt: receipt)
      let refused = try await device.poll(first.text("device_code"))
      #expect(refused.status != .ok)
      #expect(refused.json["access_token"] == nil)
    }
    try await DeviceHouse.run { device async throws in
      let (tokens, receipt) = try await device.loggedIn()
      #expect(try await device.house.http.isActive(tokens.text("access_token")) == true)
      try await ending.come(device, receipt: receipt)
      #expect(try await device.house.http.isActive(tokens.text("access_token")) == false)
      #expect(try await device.house.http.refresh(tokens.text("refresh_token"), .basic("kiosk")).status != .ok)
    }
  }

  @Test func `a registration that cannot be meant is refused`() throws {
    let type = JSON.string(DeviceHouse.type)
    for (members, member) in [
      (["tongzhao_device_scopes": "openid"], "grant_types"),
      (["grant_types": ["authorization_code", type], "tongzhao_device_scopes": 1], "tongzhao_device_scopes"),
      (["grant_types": ["authorization_code", type], "tongzhao_device_scopes": "\""], "tongzhao_device_scopes"),
      (
        ["grant_types": ["authorization_code", type], "tongzhao_device_scopes": "holder.identity"],
        "tongzhao_device_scopes"
      ),
    ] as [(JSONObject, String)] {
      do {
        _ = try TestClients.client("kiosk", members)
        Issue.record("accepted: \(JSON.object(members).text)")
      } catch let rejection as ClientMetadataRejection {
        #expect(rejection.member == member)
      }
    }
  }
}
