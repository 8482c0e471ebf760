import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import OAuth
import OAuthHTTP
import Testing

/// The switch to large type (大字版).
@Suite struct TextSizeTests {
  private static func isLarge(_ page: TestResponse) -> Bool { page.text.contains(#"class="large""#) }
  private static func cookies(_ page: TestResponse) -> [String] {
    page.headers[values: .setCookie].filter { $0.contains("tongzhao-text-") }
  }

  @Test func `large type is chosen by a link, remembered by this host alone, and taken back by a link`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let usual = try await browser.get("/device")
      #expect(!Self.isLarge(usual) && Self.cookies(usual).isEmpty)
      #expect(usual.text.contains(#"href="/device?text=large""#))
      let chosen = try await browser.get("/device?text=large")
      #expect(Self.isLarge(chosen))
      let cookie = try #require(Self.cookies(chosen).first)
      #expect(cookie.hasPrefix("__Host-tongzhao-text-443=large; Path=/; Max-Age=31536000; Secure; HttpOnly"))
      let next = try await browser.get("/consents")
      #expect(Self.isLarge(next) && Self.cookies(next).isEmpty)
      #expect(next.text.contains(#"href="/consents?text=usual""#))
      #expect(!Self.isLarge(try await browser.get("/consents?text=usual")))
      #expect(!Self.isLarge(try await browser.get("/device")))
      #expect(!Self.isLarge(try await browser.get("/device?text=%22huge")))
    }
  }

  @Test func `the switch leads to the page itself with what was asked, and never to another host`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let wrong = try await browser.get("/authorize?client_id=nobody&text=large&lang=en&x=%22")
      #expect(Self.isLarge(wrong) && !Self.cookies(wrong).isEmpty)
      #expect(
        wrong.text.contains(#"href="/text-size?text=usual""#) && !wrong.text.contains("nobody"), "nothing is repeated")
      let page = try await browser.get("/text-size?x=%22&text=large")
      #expect(page.text.contains(#"href="/text-size?x=%22&amp;text=usual""#))
      for path in ["//evil.example/", #"/\evil.example/"#] {
        let page = try await browser.get(path).text
        #expect(!page.contains(#"href="/"# + path.dropFirst()))
      }
    }
  }

  @Test func `a page that answers a form has the switch too, which leads to a page of its own`() async throws {
    try await LoginHouse.run { house in
      let browser = TestBrowser(house)
      let refused = try await browser.post("/device", [("user_code", "BCDF-GHJK")])
      #expect(refused.status == .forbidden)
      #expect(refused.text.contains(#"href="/text-size?text=large""#))
      #expect(Self.isLarge(try await browser.get("/text-size?text=large")))
    }
  }
}
