import IdentityProvider
import JOSE
import OAuth
import Testing

@testable import TongzhaoServer

@Suite struct SettingsTests {
  @Test func `a complete file is read, with defaults for what it leaves out`() async throws {
    try await ServingFixture.with { fixture in
      let settings = try await fixture.identityProviderSettings
      #expect(settings.server.issuer.value == "http://127.0.0.1:9001")
      #expect(settings.signIn.frameLife == 30)
      #expect(settings.server.tls == nil)
    }
  }

  @Test func `all mistakes are reported together`() async throws {
    try await ServingFixture.with { fixture in
      let file = try fixture.settings(
        "bad", port: 1,
        changing: [
          "issuer": "http://portal.example", "listen": "nowhere", "sign-in": ["frame-lifetime": "soon"],
          "keys": ["encryption-key-file": "/kek", "authority": "/does/not/exist"],
        ])
      let error = await #expect(throws: UnusableSettings.self) {
        try await IdentityProviderSettings.read(file: file, environment: [:])
      }
      let names = Set(error?.mistakes.map(\.name) ?? [])
      #expect(names == ["issuer", "listen", "sign-in.frame-lifetime", "keys.authority"])
    }
  }

  @Test func `a misspelt setting is refused`() async throws {
    try await ServingFixture.with { fixture in
      let file = try fixture.settings(
        "bad", port: 1,
        changing: [
          "trust": ["licence-issuers": "/trust.json"], "sign-in": ["frame-lifetme": 3],
        ])
      let error = await #expect(throws: UnusableSettings.self) {
        try await IdentityProviderSettings.read(file: file, environment: [:])
      }
      #expect(error?.mistakes.map(\.name) == ["sign-in.frame-lifetme"])
    }
  }

  @Test func `the environment wins over the file`() async throws {
    try await ServingFixture.with { fixture in
      let file = try fixture.settings("ok", port: 9001, changing: ["trust": ["licence-issuers": "/trust.json"]])
      let settings = try await IdentityProviderSettings.read(
        file: file, environment: ["TONGZHAO_SIGN_IN_FRAME_LIFETIME": "77"])
      #expect(settings.signIn.frameLife == 77)
    }
  }

  @Test func `the name by which wallets know us is one of two`() async throws {
    try await ServingFixture.with { fixture in
      let file = try fixture.settings("ok", port: 9001, changing: ["trust": ["licence-issuers": "/trust.json"]])
      let named = ["TONGZHAO_SIGN_IN_CLIENT_ID_PREFIX": "x509_san_dns"]
      let settings = try await IdentityProviderSettings.read(file: file, environment: named)
      #expect(settings.verifierPrefix.rawValue == "x509_san_dns")
      let wrong = ["TONGZHAO_SIGN_IN_CLIENT_ID_PREFIX": "redirect_uri"]
      await #expect(throws: UnusableSettings.self) {
        try await IdentityProviderSettings.read(file: file, environment: wrong)
      }
    }
  }

  @Test(arguments: ["0", "100000"])
  func `a number out of its range is refused`(value: String) async throws {
    try await ServingFixture.with { fixture in
      let file = try fixture.settings("ok", port: 9001, changing: ["trust": ["licence-issuers": "/trust.json"]])
      await #expect(throws: UnusableSettings.self) {
        try await IdentityProviderSettings.read(
          file: file, environment: ["TONGZHAO_SIGN_IN_FRAME_LIFETIME": value])
      }
    }
  }

  @Test func `every time of a login is a setting`() async throws {
    try await ServingFixture.with { fixture in
      let file = try fixture.settings(
        "times", port: 9001,
        changing: [
          "trust": ["licence-issuers": "/trust.json"],
          "sign-in": [
            "frame-lifetime": 31, "ticket-lifetime": 32, "order-lifetime": 333, "order-renewal": 34,
            "scanned-lifetime": 35, "approved-lifetime": 36, "typed-code-lifetime": 37, "key-binding-age": 38,
            "clock-skew": 39, "receipt-days": 40, "confirmed-days": 41, "attempts-per-order": 42, "number-tries": 4,
            "number-budget": 44, "typed-codes-per-minute": 45, "orders-per-client": 46, "orders-per-source": 47,
          ],
          "session": ["lifetime": 1001, "idle": 1002, "shared-lifetime": 1003, "shared-idle": 104],
        ])
      let settings = try await IdentityProviderSettings.read(file: file, environment: [:])
      var policy = SignInPolicy()
      (policy.frameLife, policy.ticketLife, policy.renewalLimit, policy.orderLife) = (31, 32, 333, 34)
      (policy.scannedLife, policy.approvedLife, policy.typedCodeLife) = (35, 36, 37)
      (policy.keyBindingLife, policy.skew) = (38, 39)
      (policy.receiptLife, policy.confirmedPairLife) = (40 * 86_400, 41 * 86_400)
      (policy.attemptsPerOrder, policy.numberTries, policy.numberBudgetPerHour) = (42, 4, 44)
      (policy.typedCodesPerMinute, policy.ordersPerClient, policy.ordersPerSource) = (45, 46, 47)
      #expect(settings.signIn == policy)
      let sessions = settings.sessions
      #expect((sessions.longest, sessions.idle) == (1001, 1002))
      #expect((sessions.sharedLongest, sessions.sharedIdle) == (1003, 104))
    }
  }

  @Test func `what nobody sets is as the rooms would have it`() async throws {
    try await ServingFixture.with { fixture in
      var policy = SignInPolicy()
      (policy.ordersPerClient, policy.ordersPerSource) = (10_000, 200)
      let signIn = try await fixture.identityProviderSettings.signIn
      #expect(signIn == policy)
    }
  }

  @Test func `the list knows every setting once, and each number's default is within its bounds`() {
    for list in [IdentityProviderSettings.list, LicenceIssuerSettings.list] {
      let names = list.settings.map(\.name)
      #expect(names.count == Set(names).count)
      #expect(names.contains("issuer") && names.contains("http.stop-grace"))
      for setting in list.settings {
        #expect(!setting.meaning.isEmpty)
        if case .number(_, let fallback, let bounds) = setting.value {
          #expect(bounds.contains(fallback), "\(setting.name)")
        }
      }
      #expect(list.lines.count == names.count + 1)
    }
  }

  /// The list is what holds: each bound that it names is taken, and one beyond it is refused.
  @Test func `every bound of the list is the one that is checked`() async throws {
    try await ServingFixture.with { fixture in
      let file = try fixture.settings("ok", port: 9001, changing: ["trust": ["licence-issuers": "/trust.json"]])
      for setting in IdentityProviderSettings.list.settings {
        guard case .number(_, _, let bounds) = setting.value else { continue }
        for (value, isTaken) in [
          (bounds.lowerBound, true), (bounds.upperBound, true), (bounds.lowerBound - 1, false),
          (bounds.upperBound + 1, false),
        ] {
          var mistakes: [SettingMistake] = []
          do {
            _ = try await IdentityProviderSettings.read(
              file: file, environment: [setting.environmentVariable: String(value)])
          } catch let refused as UnusableSettings { mistakes = refused.mistakes }
          let named = mistakes.contains { $0.name == setting.name && $0.reason.hasPrefix("must be between") }
          #expect(named != isTaken, "\(setting.name) = \(value)")
        }
      }
    }
  }
}
