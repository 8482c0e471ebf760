import HTTPTypes
import Hummingbird
import HummingbirdTesting
import OAuth
@testable import OAuthHTTP
import Testing

struct CookieTests {
  func name(_ issuer: String) throws -> CookieName { CookieName("session", for: try #require(Issuer(issuer))) }

  @Test func `on https a cookie belongs to this host alone`() throws {
    let cookie = SetCookie(try name("https://login.example"), value: "abc", maxAge: 60)
    #expect(
      cookie.header == "__Host-tongzhao-session-443=abc; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax")
  }

  @Test func `on a loopback address there is neither prefix nor Secure`() throws {
    let cookie = SetCookie(try name("http://127.0.0.1:9001"), value: "abc", sameSite: .strict)
    #expect(cookie.header == "tongzhao-session-9001=abc; Path=/; HttpOnly; SameSite=Strict")
  }

  @Test func `two servers on one host have cookies of their own`() throws {
    #expect(try name("http://127.0.0.1:9001") != name("http://127.0.0.1:9002"))
  }

  @Test func `no cookie names a domain`() throws {
    #expect(!SetCookie(try name("https://login.example"), value: "a").header.lowercased().contains("domain"))
  }

  @Test func `forgetting sets an empty value that is over`() throws {
    let header = SetCookie.expired(try name("https://login.example")).header
    #expect(header.hasPrefix("__Host-tongzhao-session-443=; Path=/; Max-Age=0; Secure"))
  }

  @Test(arguments: [
    (["tongzhao-session-80=abc"], "abc"), (["a=1; tongzhao-session-80=abc; b=2"], "abc"),
    (["a=1", "tongzhao-session-80=abc"], "abc"), (["tongzhao-session-80=a=b"], "a=b"),
    (["a=1;tongzhao-session-80=abc"], "abc"),
  ])
  func `a cookie is found among others`(fields: [String], value: String) throws {
    #expect(Cookies(fields: fields)[try name("http://127.0.0.1")] == value)
  }

  @Test(arguments: [
    [], [""], ["tongzhao-session-80"], ["tongzhao-session-80="], ["Tongzhao-Session-80=abc"],
    ["xtongzhao-session-80=abc"],
    ["tongzhao-session-80=abc; tongzhao-session-80=abc"], ["tongzhao-session-80=a", "tongzhao-session-80=b"],
    ["tongzhao-session-80=; tongzhao-session-80=b"], ["tongzhao-session-80=a b"], ["tongzhao-session-80=\"a\""],
    ["tongzhao-session-80=a,b"], ["tongzhao-session-80=执"], ["tongzhao-session-81=abc"],
    ["tongzhao-session-80=a; tongzhao-session-80=b; tongzhao-session-80=c"],
  ])
  func `a missing, repeated or odd cookie counts as absent`(fields: [String]) throws {
    #expect(Cookies(fields: fields)[try name("http://127.0.0.1")] == nil)
  }

  @Test func `only the first cookies of a flood are looked at`() throws {
    let flood = (0..<64).map { "c\($0)=1" }.joined(separator: "; ")
    #expect(Cookies(fields: [flood, "tongzhao-session-80=a"])[try name("http://127.0.0.1")] == nil)
  }

  @Test func `several cookies are set by several headers`() async throws {
    let name = try name("https://login.example")
    let endpoint = Endpoint.get("/x") { request, _ in
      var response = Response.text(Cookies(of: request)[name] ?? "none")
      response.setCookie(SetCookie(name, value: "a"))
      response.setCookie(.expired(CookieName("order", for: Issuer("https://login.example")!)))
      return response
    }
    try await server([endpoint]).test(.router) { client in
      try await client.execute(uri: "/x", method: .get, headers: [.cookie: "__Host-tongzhao-session-443=q"]) {
        response in
        #expect(response.headers[values: .setCookie].count == 2)
        #expect(response.text == "q")
      }
    }
  }
}
