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
      #expect(settings.frameLifetime == 30)
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
      #expect(settings.frameLifetime == 77)
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
}
