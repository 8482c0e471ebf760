import AuditLog
import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

@Suite struct DeviceFlowTests {
  @Test func `a device logs in by a code that a person types and a wallet approves`() async throws {
    try await DeviceHouse.run { device async throws in
      let asked = try await device.ask()
      #expect(asked.status == .ok)
      #expect(asked.headers[.cacheControl] == "no-store")
      #expect(asked.json["verification_uri"] == "https://login.example/device")
      #expect(asked.json["verification_uri_complete"] == nil, "no link carries the code: it is typed")
      #expect(asked.json["expires_in"] == 600)
      #expect(asked.json["interval"] == 5)
      let code = asked.json.text("device_code")
      #expect(try await device.told(code) == "authorization_pending")

      let end = try await device.approve(
        asked.json.text("user_code"), in: TestBrowser(device.house), with: try TestPhone(device.house)
      ).0
      #expect(end.status == .seeOther)
      #expect(end.location == "https://login.example/device/done", "nothing of the answer comes to the browser")

      let tokens = try await device.poll(code)
      #expect(tokens.status == .ok)
      #expect(tokens.json["token_type"] == "Bearer")
      #expect(tokens.json["scope"] == "openid licence")
      let claims = try tokens.json.claims()
      #expect(claims["sub"] == .string(TestLicence.company.uscc.value))
      #expect(claims["client_id"] == "kiosk")
      #expect(try tokens.json.claims("id_token")["aud"] == "kiosk")
      #expect(try await device.house.http.isActive(tokens.json.text("access_token")) == true)
      let refreshed = try await device.house.http.refresh(tokens.json.text("refresh_token"), .basic("kiosk"))
      #expect(refreshed.status == .ok)
    }
  }

  @Test func `the wallet's signed request says that a device elsewhere asks, and which code it shows`() async throws {
    try await DeviceHouse.run { device async throws in
      let asked = try await device.ask().json
      let (browser, phone) = (TestBrowser(device.house), try TestPhone(device.house))
      let page = try await device.claim(asked.text("user_code"), in: browser)
      let request = try await phone.fetch(phone.scan(page))
      #expect(request["context"]?["device"]?["user_code"] == .string(asked.text("user_code")))
      #expect(request["context"]?["client_name"] == "办事大厅")
      let text = try await browser.get(page).text
      #expect(text.contains(asked.text("user_code")))
      #expect(text.contains("另一台设备"))
      let english = try await browser.get(page + "?lang=en").text
      #expect(english.contains("Another device asks to be logged in.</strong> It shows"))
    }
  }

  @Test func `the page names who asks, the code to compare and the danger, in both languages`() async throws {
    try await DeviceHouse.run { device async throws in
      let asked = try await device.ask().json
      let browser = TestBrowser(device.house)
      #expect(try await browser.get("/device").text.contains("别人给您的代码"))
      let compared = try await browser.post("/device", [("user_code", asked.text("user_code"))]).text
      for word in [asked.text("user_code"), "办事大厅", "kiosk.example", "不在您面前", "拒绝"] {
        #expect(compared.contains(word), "\(word)")
      }
      let english = try await browser.post(
        "/device", [("user_code", asked.text("user_code"))], [.acceptLanguage: "en"]
      ).text
      for word in ["Service Hall", "in front of you", "refuse"] { #expect(english.contains(word), "\(word)") }
    }
  }

  @Test(arguments: ["lower", "wide", "spaced"])
  func `a code may be typed as people type`(manner: String) async throws {
    try await DeviceHouse.run { device async throws in
      let code = try await device.ask().json.text("user_code")
      let typed =
        switch manner {
        case "lower": code.lowercased().replacing("-", with: "")
        case "wide":
          String(
            String.UnicodeScalarView(
              code.replacing("-", with: "").unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
        default: code.replacing("-", with: " - ") + "　"
        }
      let browser = TestBrowser(device.house)
      _ = try await browser.get("/device")
      #expect(try await browser.post("/device", [("user_code", typed)]).status == .ok)
    }
  }

  @Test func `a device that asks too early is told to slow down, and has to wait longer from then on`() async throws {
    try await DeviceHouse.run { device async throws in
      let code = try await device.ask().json.text("device_code")
      #expect(try await device.told(code) == "authorization_pending")
      device.house.clock.advance(by: 2)
      #expect(try await device.told(code) == "slow_down")
      device.house.clock.advance(by: 5)
      #expect(try await device.told(code) == "slow_down", "ten seconds by now")
      device.house.clock.advance(by: 15)
      #expect(try await device.told(code) == "authorization_pending")
    }
  }

  @Test func `of a hundred polls one gets the tokens, and none fails on our side`() async throws {
    try await DeviceHouse.run { device async throws in
      let asked = try await device.ask().json
      let code = asked.text("device_code")
      _ = try await device.approve(
        asked.text("user_code"), in: TestBrowser(device.house), with: try TestPhone(device.house))
      let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
        for _ in 0..<100 { group.addTask { try await device.poll(code) } }
        return try await group.reduce(into: [TestResponse]()) { $0.append($1) }
      }
      let good = answers.filter { $0.status == .ok }
      #expect(good.count == 1)
      #expect(answers.filter { $0.refusal == "invalid_grant" }.count == 99)
      let token = try #require(good.first).json.text("access_token")
      #expect(try await device.house.http.isActive(token) == true, "to ask again is no theft")
    }
  }

  @Test func `a code opens the login once`() async throws {
    try await DeviceHouse.run { device async throws in
      let userCode = try await device.ask().json.text("user_code")
      _ = try await device.claim(userCode, in: TestBrowser(device.house))
      let second = TestBrowser(device.house)
      _ = try await second.get("/device")
      for path in ["/device", "/device/continue", "/device/refuse"] {
        #expect(try await second.post(path, [("user_code", userCode)]).status == .badRequest, "\(path)")
      }
    }
  }

  @Test func `another browser cannot start again what somebody typed a code for`() async throws {
    try await DeviceHouse.run { device async throws in
      let page = try await device.claim(try await device.ask().json.text("user_code"), in: TestBrowser(device.house))
      #expect(try await TestBrowser(device.house).post(page + "/restart").status == .forbidden)
    }
  }

  @Test func `who refuses on the page, on the phone or in the browser stops the device`() async throws {
    try await DeviceHouse.run { device async throws in
      let (browser, phone) = (TestBrowser(device.house), try TestPhone(device.house))
      // On the page, before any login.
      let first = try await device.ask().json
      _ = try await browser.get("/device")
      #expect(try await browser.post("/device/refuse", [("user_code", first.text("user_code"))]).status == .ok)
      #expect(try await device.told(first.text("device_code")) == "access_denied")
      // In the wallet.
      let second = try await device.ask().json
      let page = try await device.claim(second.text("user_code"), in: browser)
      let request = try await phone.fetch(phone.scan(page))
      _ = try await phone.post(["error": "access_denied"], to: request)
      #expect(try await device.told(second.text("device_code")) == "access_denied")
      // In the browser.
      let third = try await device.ask().json
      let cancelled = try await browser.post(
        try await device.claim(third.text("user_code"), in: browser) + "/cancel")
      #expect(cancelled.location.hasPrefix("https://login.example/device/done?error=access_denied"))
      #expect(try await browser.get(cancelled.location).text.contains("没有登录"))
      #expect(try await device.told(third.text("device_code")) == "access_denied")
    }
  }

  @Test func `who starts again keeps the device waiting`() async throws {
    try await DeviceHouse.run { device async throws in
      let asked = try await device.ask().json
      let (browser, phone) = (TestBrowser(device.house), try TestPhone(device.house))
      let page = try await device.claim(asked.text("user_code"), in: browser)
      let again = try await browser.post(page + "/restart").location
      #expect(try await device.told(asked.text("device_code")) == "authorization_pending")
      let order = String(again.dropFirst(device.house.issuer.value.count))
      let receipt = try await phone.approve(order)
      _ = try await browser.post(order + "/number", [("number", try await phone.number(receipt))])
      #expect(try await device.poll(asked.text("device_code")).status == .ok)
    }
  }

  @Test func `after ten minutes a device has to ask anew, and no code opens anything`() async throws {
    try await DeviceHouse.run { device async throws in
      let asked = try await device.ask().json
      device.house.clock.advance(by: 600)
      #expect(try await device.told(asked.text("device_code")) == "expired_token")
      let browser = TestBrowser(device.house)
      _ = try await browser.get("/device")
      #expect(try await browser.post("/device", [("user_code", asked.text("user_code"))]).status == .badRequest)
    }
  }

  @Test func `an approval that comes too late gives nothing, and says so`() async throws {
    try await DeviceHouse.run { device async throws in
      let asked = try await device.ask().json
      let (browser, phone) = (TestBrowser(device.house), try TestPhone(device.house))
      device.house.clock.advance(by: 580)
      let page = try await device.claim(asked.text("user_code"), in: browser)
      let receipt = try await phone.approve(page)
      device.house.clock.advance(by: 25)
      let end = try await browser.post(page + "/number", [("number", try await phone.number(receipt))])
      #expect(end.location.hasPrefix("https://login.example/device/done?error="))
      #expect(try await device.told(asked.text("device_code")) == "expired_token")
    }
  }

  @Test func `a device code in another client's hands is void`() async throws {
    try await DeviceHouse.run { device async throws in
      let asked = try await device.ask().json
      _ = try await device.approve(
        asked.text("user_code"), in: TestBrowser(device.house), with: try TestPhone(device.house))
      #expect(try await device.poll(asked.text("device_code"), as: "other").refusal == "invalid_grant")
      #expect(try await device.told(asked.text("device_code")) == "access_denied")
    }
  }

  @Test func `a device code is no authorization code`() async throws {
    try await DeviceHouse.run { device async throws in
      let asked = try await device.ask().json
      _ = try await device.approve(
        asked.text("user_code"), in: TestBrowser(device.house), with: try TestPhone(device.house))
      let form = [
        ("grant_type", "authorization_code"), ("code", asked.text("device_code")),
        ("redirect_uri", "https://login.example/device/done"), ("code_verifier", CodeVerifier().revealed()),
      ]
      #expect(try await device.house.http.post("/token", form, .basic("kiosk")).refusal == "invalid_grant")
      #expect(try await device.poll(asked.text("device_code")).status == .ok)
    }
  }

  @Test func `what is approved for a device is not approved for this browser`() async throws {
    try await DeviceHouse.run { device async throws in
      let (browser, asked) = (TestBrowser(device.house), try await device.ask().json)
      _ = try await device.approve(asked.text("user_code"), in: browser, with: try TestPhone(device.house))
      let silent = try await browser.authorize(["prompt": "none"], client: "kiosk")
      #expect(silent.answered("error") == "login_required")
    }
  }

  @Test func `fetched tokens and guesses without end are on record`() async throws {
    try await DeviceHouse.run { device async throws in
      let (_, receipt) = try await device.loggedIn()
      #expect(!receipt.isEmpty)
      let event = try #require(try await device.house.audit.found(.deviceAuthorized).first).event
      #expect(event.client == "kiosk")
      #expect(event.object?.isEmpty == false)
      let browser = TestBrowser(device.house)
      _ = try await browser.get("/device")
      for _ in 0..<30 { _ = try await browser.post("/device", [("user_code", "BBBB-BBBB")]) }
      #expect(try await device.house.audit.found(.userCodesExhausted).count == 1)
    }
  }

  @Test func `discovery names the endpoint and the grant`() async throws {
    try await DeviceHouse.run { device async throws in
      let metadata = try await device.house.http.get("/.well-known/openid-configuration").json
      #expect(metadata["device_authorization_endpoint"] == "https://login.example/device_authorization")
      #expect(metadata["grant_types_supported"]?.array?.contains(.string(DeviceHouse.type)) == true)
    }
  }
}
