import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import SQLStore
import Testing

@testable import IdentityProvider

/// What becomes of a login at a client that registered itself.
@Suite struct RegisteredLoginTests {
  private static func with(
    _ changes: JSONObject = [:], _ test: @escaping @Sendable (TestBrowser, String) async throws -> Void
  ) async throws {
    try await LoginHouse.run { house in
      let rules = RegistrationRules(terms: Registering.open.openTerms, publishers: [], signatures: .registered)
      let id = try #require(ClientID("county"))
      let client = try rules.client(Registering.document(changes), id: id, at: house.now)
      try await house.clientStore.save(client, secret: nil, at: house.now)
      try await test(TestBrowser(house), client.id.value)
    }
  }

  private static func ask(
    _ browser: TestBrowser, _ id: String, _ changes: [String: String?] = [:]
  ) async throws -> TestResponse {
    let usual: [String: String?] = ["redirect_uri": "https://county.example/cb"]
    return try await browser.authorize(usual.merging(changes) { $1 }, client: id)
  }

  /// The page of a login at the client.
  private static func page(_ browser: TestBrowser, _ id: String, language: String) async throws -> String {
    let opened = try await ask(browser, id)
    #expect(opened.status == .seeOther, "\(opened.text)")
    let path = String(opened.location.dropFirst(browser.house.issuer.value.count))
    return try await browser.get(path, [.acceptLanguage: language]).text
  }

  @Test func `the query is part of the address (oidcc-redirect-uri-query-OK)`() async throws {
    try await Self.with(["redirect_uris": ["https://county.example/cb?a=b"]]) { browser, id in
      let phone = try TestPhone(browser.house)
      let redirect = "https://county.example/cb?a=b"
      let answer = try await browser.logIn(
        with: phone, ["redirect_uri": redirect, "scope": "openid licence"], client: id)
      #expect(answer.location.hasPrefix(redirect + "&") && answer.answered("code") != nil)
    }
  }

  @Test(arguments: ["https://county.example/cb?a=c", "https://county.example/cb", "https://county.example/cb?A=b"])
  func `another query is another address (oidcc-redirect-uri-query-mismatch)`(address: String) async throws {
    try await Self.with(["redirect_uris": ["https://county.example/cb?a=b"]]) { browser, id in
      let answer = try await Self.ask(browser, id, ["redirect_uri": address])
      #expect(answer.status == .badRequest && answer.location.isEmpty)
    }
  }

  @Test func `a query that was not registered is none (oidcc-redirect-uri-query-added)`() async throws {
    try await Self.with { browser, id in
      let answer = try await Self.ask(browser, id, ["redirect_uri": "https://county.example/cb?a=b"])
      #expect(answer.status == .badRequest && answer.location.isEmpty)
    }
  }

  @Test(arguments: [["https://county.example/cb"], ["https://county.example/cb", "https://county.example/cb2"]])
  func `the request names its address (oidcc-ensure-redirect-uri-in-authorization-request)`(
    addresses: [String]
  ) async throws {
    try await Self.with(["redirect_uris": .array(addresses.map { .string($0) })]) { browser, id in
      let answer = try await Self.ask(browser, id, ["redirect_uri": nil])
      #expect(answer.status == .badRequest && answer.location.isEmpty)
    }
  }

  @Test func `the privacy policy is shown to who logs in (oidcc-registration-policy-uri)`() async throws {
    try await Self.with([
      "policy_uri": "https://county.example/policy?a=1&b=2", "policy_uri#en": "https://county.example/en/policy",
    ]) { browser, id in
      let chinese = try await Self.page(browser, id, language: "zh-CN")
      // Escaped, and with nothing of ours handed on to it.
      #expect(chinese.contains("href=\"https://county.example/policy?a=1&amp;b="))
      #expect(chinese.contains("rel=\"noopener noreferrer\""))
      let english = try await Self.page(browser, id, language: "en")
      #expect(english.contains("href=\"https://county.example/en/policy\""))
    }
  }

  @Test func `so are the terms of service (oidcc-registration-tos-uri)`() async throws {
    try await Self.with(["tos_uri": "https://county.example/terms"]) { browser, id in
      let page = try await Self.page(browser, id, language: "en")
      #expect(page.contains("href=\"https://county.example/terms\""))
    }
  }

  @Test func `and the logo, by its address: nobody fetches it unasked (oidcc-registration-logo-uri)`() async throws {
    try await Self.with(["logo_uri": "https://county.example/logo.png"]) { browser, id in
      let page = try await Self.page(browser, id, language: "en")
      #expect(page.contains("href=\"https://county.example/logo.png\""))
      #expect(!page.contains("src=\"https://county.example"))
    }
  }

  @Test func `whoever logs in is told that nobody has looked at the client`() async throws {
    try await Self.with(["client_name#en": "<b>Bank</b>"]) { browser, id in
      let page = try await Self.page(browser, id, language: "en")
      #expect(page.contains("registered itself"))
      #expect(page.contains("&lt;b&gt;Bank") && !page.contains("<b>Bank"))
      // The address that is shown is where the answer goes.
      #expect(page.contains("county.example"))
    }
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let path = try await browser.openOrder()
      #expect(try await !browser.get(path, [.acceptLanguage: "en"]).text.contains("registered itself"))
    }
  }
}
