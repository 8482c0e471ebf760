import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import Testing

struct SecurityHeadersTests {
  let pagePolicy =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
  let nothingPolicy = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
  let endpoints: [Endpoint] = [
    .get("/page") { _, _ in .html("<p>") },
    .get("/json") { _, _ in .json(["a": 1], cache: .shared(seconds: 300)) },
    .get("/error") { _, _ in throw OAuthError(.invalidRequest, "no") },
    .get("/raw") { _, _ in Response(status: .ok, headers: [.contentType: "text/html"]) },
    // Where a redirect leads, the browser sends on what its answer allows it to.
    .get("/elsewhere") { _, _ in
      var response = Response.seeOther(to: "/page")
      response.headers[.contentType] = "application/json"
      return response
    },
    .get("/picture") { _, _ in .bytes([], type: "image/svg+xml") },
    .get("/empty") { _, _ in .noContent() },
    .get("/sign-in") { _, _ in
      let origins = [WebOrigin(of: "https://portal.example.gov.cn/cb?x=1")].compactMap { $0 }
      return .html("<form>", policy: .page.allowingFormRedirects(to: origins))
    },
    .get("/camera") { _, _ in
      var response = Response.html("<video>")
      response.headers[.permissionsPolicy] = "camera=(self)"
      return response
    },
  ]

  @Test(arguments: [
    ("/page", true), ("/json", false), ("/error", false), ("/raw", true), ("/nothing", false), ("/sign-in", true),
    ("/elsewhere", true), ("/picture", true), ("/empty", true),
  ])
  func `every answer carries the table, and what is said of documents where a browser may make one of it`(
    path: String, isForBrowsers: Bool
  ) async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: path, method: .get) { response in
        let everywhere: [(HTTPField.Name, String)] = [
          (.xContentTypeOptions, "nosniff"), (.strictTransportSecurity, "max-age=31536000"),
        ]
        let ofDocuments: [(HTTPField.Name, String)] = [
          (.referrerPolicy, "no-referrer"), (.frameOptions, "DENY"), (.openerPolicy, "same-origin"),
          (.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=()"),
        ]
        for (name, value) in everywhere { #expect(response.headers[values: name] == [value], "\(name)") }
        for (name, value) in ofDocuments {
          #expect(response.headers[values: name] == (isForBrowsers ? [value] : []), "\(name)")
        }
        #expect(response.headers[values: .contentSecurityPolicy].count == 1)
        #expect(response.headers[values: .cacheControl].count == 1)
        #expect(response.headers[.server] == nil)
      }
    }
  }

  @Test(arguments: [("/page", true), ("/raw", true), ("/json", false), ("/error", false), ("/nothing", false)])
  func `pages may use what is from here, all else nothing`(path: String, isPage: Bool) async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: path, method: .get) { response in
        #expect(response.headers[.contentSecurityPolicy] == (isPage ? pagePolicy : nothingPolicy))
      }
    }
  }

  @Test func `a page whose form leads to the relying party names its origin`() async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/sign-in", method: .get) { response in
        let policy = try #require(response.headers[.contentSecurityPolicy])
        #expect(policy.contains("; form-action 'self' https://portal.example.gov.cn; "))
      }
    }
  }

  @Test func `an endpoint's own choice is kept`() async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/camera", method: .get) { response in
        #expect(response.headers[.permissionsPolicy] == "camera=(self)")
      }
      try await client.execute(uri: "/json", method: .get) { response in
        #expect(response.headers[.cacheControl] == "public, max-age=300")
      }
      try await client.execute(uri: "/error", method: .get) { response in
        #expect(response.headers[.cacheControl] == "no-store")
      }
    }
  }

  @Test func `a server on plain http does not promise https`() async throws {
    try await server(endpoints, publicURL: "http://127.0.0.1:9000").test(.router) { client in
      try await client.execute(uri: "/page", method: .get) { response in
        #expect(response.headers[.strictTransportSecurity] == nil)
      }
    }
  }

  @Test(arguments: [
    ("https://portal.example/cb", "https://portal.example"),
    ("https://Portal.Example:443/cb", "https://portal.example"),
    ("https://portal.example:8443?x", "https://portal.example:8443"), ("http://127.0.0.1:9/cb", "http://127.0.0.1:9"),
    ("http://[::1]:9/cb", "http://[::1]:9"), ("com.example.app:/cb", "com.example.app:"),
    ("https://portal.example#f", "https://portal.example"),
  ])
  func `an origin is what a browser compares`(uri: String, origin: String) {
    #expect(WebOrigin(of: uri)?.value == origin)
  }

  @Test(arguments: [
    "", "portal.example", "https:portal.example", "https://", "javascript:alert(1)", "data:text/html,x", "*",
    "https://a.example; script-src *", "https://a.example 'unsafe-inline'", "https://*", "https://user@a.example",
    "https://a.example,b.example/", "https://登录.example", "'self':x", "https:///x", "https://\u{212A}.example",
  ])
  func `what could widen a policy is no origin`(uri: String) {
    #expect(WebOrigin(of: uri) == nil)
  }
}
