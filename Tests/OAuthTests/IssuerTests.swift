import OAuth
import Testing

struct IssuerTests {
  @Test(arguments: [
    ("https://login.example.gov.cn", "login.example.gov.cn", 443, "https://login.example.gov.cn"),
    ("https://login.example.gov.cn:8443/idp", "login.example.gov.cn", 8443, "https://login.example.gov.cn:8443"),
    ("https://login.example.gov.cn:443/", "login.example.gov.cn", 443, "https://login.example.gov.cn"),
    ("http://127.0.0.1:9000", "127.0.0.1", 9000, "http://127.0.0.1:9000"),
    ("http://[::1]:9000", "::1", 9000, "http://[::1]:9000"),
    ("https://[2001:db8::1]", "2001:db8::1", 443, "https://[2001:db8::1]"),
  ])
  func `a canonical address is an issuer`(text: String, host: String, port: Int, origin: String) throws {
    let issuer = try #require(Issuer(text))
    #expect(issuer.value == text)
    #expect(issuer.host == host)
    #expect(issuer.port == port)
    #expect(issuer.origin == origin)
    #expect(issuer.isSecure == text.hasPrefix("https"))
  }

  @Test(arguments: [
    "", "login.example", "ftp://login.example", "HTTPS://login.example", "https://", "https://Login.example",
    "http://login.example", "http://localhost:9000", "http://127.0.0.1.example", "http://127.0.0.256",
    "http://[::2]", "http://0.0.0.0", "https://user@login.example", "https://user:pw@login.example",
    "https://login.example?x=1", "https://login.example/#f", "https://login.example:0", "https://login.example:65536",
    "https://login.example:", "https://login.example:08443", "https://login.example:+1", "https://login.example/a//b",
    "https://login.example/../a", "https://login.example/./a", "https://login.example/%61", "https://login..example",
    "https://-login.example", "https://login.example ", "https://登录.example", "https://login.example\\@evil.example",
    "https://[::1", "https://[]", "https://[::1]x",
  ])
  func `any other way to write an address is refused`(text: String) {
    #expect(Issuer(text) == nil)
  }

  @Test func `addresses are made below the issuer with one slash`() {
    #expect(Issuer("https://a.example")?.url("/token") == "https://a.example/token")
    #expect(Issuer("https://a.example/")?.url("/token") == "https://a.example/token")
    #expect(Issuer("https://a.example/idp")?.url("/token") == "https://a.example/idp/token")
  }

  @Test func `only literal addresses are loopback`() {
    #expect(Issuer("http://127.8.9.10")?.isLoopback == true)
    #expect(Issuer("https://localhost")?.isLoopback == false)
    #expect(Issuer("https://127.0.0.1.example")?.isLoopback == false)
  }
}
