import HTTPTypes
import Hummingbird
import OAuth
import OAuthHTTP
import Testing

struct AuthorizationHeaderTests {
  func read(_ fields: String...) throws(OAuthError) -> String {
    var headers = HTTPFields()
    for field in fields { headers.append(HTTPField(name: .authorization, value: field)) }
    let head = HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/", headerFields: headers)
    switch try AuthorizationHeader(of: Request(head: head, body: RequestBody(buffer: .init()))) {
    case .none: return "none"
    case .bearer(let token): return "bearer \(token)"
    case .dpop(let token): return "dpop \(token)"
    case .basic(let name, let password): return "basic \(name)|\(password)"
    case .other(let scheme): return "other \(scheme)"
    }
  }

  @Test(arguments: [
    ("Bearer abc.def-_~+/==", "bearer abc.def-_~+/=="), ("bearer x", "bearer x"),
    ("Basic YTpi", "basic a|b"), ("BASIC YTo=", "basic a|"), ("Basic YTpiOmM=", "basic a|b:c"),
    // a%3Ab:c+d%2B : form-decoded each (RFC 6749 §2.3.1)
    ("Basic YSUzQWI6YytkJTJC", "basic a:b|c d+"),
    ("DPoP abc", "dpop abc"), ("Negotiate", "other negotiate"),
  ])
  func `credentials are read by their scheme`(field: String, seen: String) throws {
    #expect(try read(field) == seen)
  }

  @Test func `no header is no credentials`() throws {
    #expect(try read() == "none")
  }

  @Test(arguments: ["Bearer", "Bearer ", "Bearer a b", "Bearer =", "Bearer a\"b", "Bearer a=b"])
  func `a bearer token outside the grammar is an invalid request`(field: String) {
    #expect(throws: OAuthError(.invalidRequest, "the Authorization header holds no bearer token")) { try read(field) }
  }

  // no base64, no colon, broken escape, bytes that are not UTF-8
  @Test(arguments: ["Basic", "Basic !!!!", "Basic YWI=", "Basic JTphOmI=", "Basic /zph"])
  func `Basic credentials that cannot be read are an invalid client`(field: String) {
    #expect(throws: OAuthError(.invalidClient, "the Basic credentials cannot be read")) { try read(field) }
  }

  @Test func `two headers are an invalid request`() {
    #expect(throws: OAuthError(.invalidRequest, "send one Authorization header")) { try read("Bearer a", "Bearer a") }
  }
}
