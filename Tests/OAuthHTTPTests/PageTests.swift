import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LibCrypto
import NIOCore
import OAuthHTTP
import Testing

struct PageTests {
  func templates(_ parts: [String: String]) throws -> PageTemplates {
    try PageTemplates(
      parts: parts.mapValues { Array($0.utf8) },
      words: [.zhHans: ["title": "登录"], .english: ["title": "Log in"]])
  }

  @Test(arguments: [
    ("<script>", "&lt;script&gt;"), ("a\" onload='x'", "a&quot; onload=&#39;x&#39;"), ("A & B", "A &amp; B"),
    // A quote with a combining mark is one character to Swift and still a quote to a browser.
    ("\"\u{301} onmouseover=x", "&quot;\u{301} onmouseover=x"), ("<\u{FE0F}b", "&lt;\u{FE0F}b"),
    ("济源示例科技有限公司", "济源示例科技有限公司"),
  ])
  func `a value is escaped wherever it stands`(value: String, escaped: String) throws {
    let pages = try templates([
      "page": #"<p title="{{v}}">{{v}}</p>{{#s}}{{v}}{{/s}}{{> part}}{{#list}}{{.}}{{/list}}"#, "part": "<b>{{v}}</b>",
    ])
    let html = pages.render("page", ["v": value, "s": true, "list": [value]], language: .zhHans)
    #expect(html == "<p title=\"\(escaped)\">\(escaped)</p>\(escaped)<b>\(escaped)</b>\(escaped)")
    #expect(HTMLText.escape(value) == escaped)
  }

  @Test func `a layout's blocks are escaped too`() throws {
    let pages = try templates([
      "layout": "<main>{{$body}}{{/body}}</main>", "page": "{{< layout}}{{$body}}{{v}}{{/body}}{{/ layout}}",
    ])
    #expect(pages.render("page", ["v": "<"], language: .english).contains("<main>&lt;</main>"))
  }

  @Test func `a page speaks its language`() throws {
    let pages = try templates([
      "page": "{{lang}} {{t.title}} {{#isEnglish}}e{{/isEnglish}}{{#isChinese}}c{{/isChinese}}"
    ])
    #expect(pages.render("page", [:], language: .zhHans) == "zh-CN 登录 c")
    #expect(pages.render("page", [:], language: .english) == "en Log in e")
  }

  @Test func `what is for one language stands in parts and sections, under a condition and around values`() throws {
    let pages = try templates([
      "page": "{{#s}}{{#isChinese}}{{v}}一{{/isChinese}}{{#isEnglish}}{{v}}one{{/isEnglish}}{{/s}}"
        + "{{^isChinese}}!{{/isChinese}}{{> part}}",
      "part": "{{#isEnglish}}{{#s}}two{{/s}}{{/isEnglish}}{{#isChinese}}{{^s}}none{{/s}}二{{/isChinese}}",
    ])
    for _ in 0..<2 {
      #expect(pages.render("page", ["s": true, "v": "<"], language: .zhHans) == "&lt;一二")
      #expect(pages.render("page", ["s": true, "v": "<"], language: .english) == "&lt;one!two")
      #expect(pages.render("page", [:], language: .zhHans) == "none二")
    }
  }

  @Test func `a value that is left out is empty and its section hidden`() throws {
    let pages = try templates(["page": "[{{v}}]{{#v}}shown{{/v}}{{^v}}hidden{{/v}}"])
    #expect(pages.render("page", [:], language: .english) == "[]hidden")
  }

  @Test func `a missing partial and broken bytes are found at start, a broken template when it is parsed`() throws {
    #expect(throws: PageTemplateError.unknownPartial("nope", in: "page")) { try templates(["page": "{{> nope}}"]) }
    #expect(throws: PageTemplateError.unknownPartial("nope", in: "page")) { try templates(["page": "{{<nope}}"]) }
    #expect(throws: PageTemplateError.notUTF8("page")) { try PageTemplates(parts: ["page": [0xFF]]) }
    let broken = try templates(["page": "{{#open}}", "other": "whole"])
    #expect(throws: (any Error).self) { try broken.check() }
    #expect(broken.render("other", [:], language: .english) == "whole")
    let open = try templates(["page": "{{#isEnglish}}e"])
    #expect(throws: PageTemplateError.openSection("isEnglish", in: "page")) { try open.check() }
  }

  @Test func `assets are kept for ever under an address that changes with them`() async throws {
    let assets = StaticAssets(["style.css": Array("p{}".utf8), "app.js": Array("1".utf8), "same.js": Array("1".utf8)])
    let path = try #require(assets["style.css"])
    #expect(path.hasPrefix("/assets/") && path.hasSuffix(".css") && path.utf8.count == 8 + 16 + 4)
    #expect(StaticAssets(["style.css": Array("q{}".utf8)])["style.css"] != path)
    #expect(assets["nothing.css"] == nil)
    #expect(assets.paths["style_css"] == path)
    try await server(assets.endpoints).test(.router) { client in
      try await client.execute(uri: path, method: .get) { response in
        #expect(response.status == .ok)
        #expect(response.text == "p{}")
        #expect(response.headers[.contentType] == "text/css; charset=utf-8")
        #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
      }
      try await client.execute(uri: "/assets/0000000000000000.css", method: .get) { #expect($0.status == .notFound) }
      try await client.execute(uri: "/assets/../etc/passwd", method: .get) { #expect($0.status == .notFound) }
    }
  }

  @Test func `files go out compressed to who asks for it`() async throws {
    let text = String(repeating: "p { color: black }\n", count: 100)
    let assets = StaticAssets(["style.css": Array(text.utf8)])
    let path = try #require(assets["style.css"])
    try await server(assets.endpoints).test(.router) { client in
      for asked in ["gzip, deflate, br", "Deflate;q=0.5"] {
        try await client.execute(uri: path, method: .get, headers: [.acceptEncoding: asked]) { response in
          #expect(response.headers[.contentEncoding] == "deflate" && response.headers[.vary] == "Accept-Encoding")
          let body = Array(response.body.readableBytesView)
          #expect(body.count < 100 && Deflate.decompress(body, limit: 10_000) == Array(text.utf8))
        }
      }
      for asked in ["gzip", "deflate;q=0", "deflate; q=0.0", "identity"] {
        try await client.execute(uri: path, method: .get, headers: [.acceptEncoding: asked]) { response in
          #expect(response.headers[.contentEncoding] == nil && response.text == text)
        }
      }
    }
  }

  @Test func `events are written as the format asks`() async throws {
    #expect(ServerSentEvent(name: "state", data: "a\nb").text == "event: state\ndata: a\ndata: b\n\n")
    #expect(
      ServerSentEvent(name: "state", data: "a\r\nevent: forged").text
        == "event: state\ndata: a\ndata: event: forged\n\n")
    let endpoint = Endpoint.get("/events") { _, _ in
      .events { writer in
        try await writer.send(ServerSentEvent(name: "one", data: "1"))
        try await writer.keepAlive()
        try await writer.send(ServerSentEvent(name: "two", data: "2"))
      }
    }
    try await server([endpoint]).test(.router) { client in
      try await client.execute(uri: "/events", method: .get) { response in
        #expect(response.headers[.contentType] == "text/event-stream")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.text == "event: one\ndata: 1\n\n: \n\nevent: two\ndata: 2\n\n")
      }
    }
  }
}
