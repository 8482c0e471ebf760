import HTTPTypes
import Hummingbird
import HummingbirdTesting
import OAuthHTTP
import Testing

struct LanguageTests {
  @Test(arguments: [
    ("en", Language.english), ("en-GB", .english), ("EN_us", .english), ("zh", .zhHans), ("zh-Hans-CN", .zhHans),
    ("zh-TW", .zhHans),
  ])
  func `a tag finds its language`(tag: String, language: Language) {
    #expect(Language(tag: tag) == language)
  }

  @Test(arguments: ["", "fr", "e", "english", "中文"])
  func `a tag of another language finds none`(tag: String) {
    #expect(Language(tag: tag) == nil)
  }

  @Test(arguments: [
    ("en", Language.english), ("fr, en;q=0.8, zh;q=0.9", .zhHans), ("en;q=0.9, zh;q=0.8", .english),
    ("en, zh", .english), ("zh, en", .zhHans), ("fr", .zhHans), ("", .zhHans), ("*", .zhHans), ("en;q=0", .zhHans),
    ("en;q=0.1", .english), ("fr-FR, en-US ; q=0.5", .english), ("en;q=banana", .english), (";;,,", .zhHans),
  ])
  func `the browser's wish is weighed`(header: String, language: Language) {
    #expect(Language.negotiate(query: nil, cookie: nil, uiLocales: nil, acceptLanguage: header) == language)
  }

  @Test func `choice goes before request, request before browser, and all before Chinese`() {
    #expect(Language.negotiate(query: "en", cookie: "zh", uiLocales: "zh", acceptLanguage: "zh") == .english)
    #expect(Language.negotiate(query: nil, cookie: "en", uiLocales: "zh", acceptLanguage: "zh") == .english)
    #expect(Language.negotiate(query: "xx", cookie: nil, uiLocales: "fr en zh", acceptLanguage: "zh") == .english)
    #expect(Language.negotiate(query: nil, cookie: nil, uiLocales: "fr", acceptLanguage: "en") == .english)
    #expect(Language.negotiate(query: nil, cookie: nil, uiLocales: nil, acceptLanguage: nil) == .zhHans)
  }

  @Test func `a chosen language is remembered`() async throws {
    let endpoint = Endpoint.get("/x") { request, _ in
      let language = Language.of(request)
      var response = Response.html(language.rawValue, language: language)
      response.remember(language, isSecure: true)
      return response
    }
    try await server([endpoint]).test(.router) { client in
      let first = try await client.execute(uri: "/x?lang=en", method: .get)
      #expect(first.text == "en")
      #expect(first.headers[.setCookie] == "lang=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure")
      let second = try await client.execute(uri: "/x", method: .get, headers: [.cookie: "a=b; lang=en"])
      #expect(second.text == "en")
    }
  }
}
