import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import NIOCore
import OAuth
import OAuthHTTP
import Testing

struct BodyTests {
  let endpoints: [Endpoint] = [
    .post("/form") { request, _ in
      let form = try await formBody(of: request, repeatable: ["resource"])
      return .text(form.pairs.map { "\($0)=\($1)" }.joined(separator: "|"))
    },
    .post("/json") { request, _ in .json(try await jsonBody(of: request, limit: 100, types: ["application/jwk+json"]))
    },
    .get("/query") { request, _ in .text(try queryParameters(of: request).pairs.map { "\($0)=\($1)" }.joined()) },
  ]
  let form = "application/x-www-form-urlencoded"

  func post(_ uri: String, _ type: String?, _ body: [UInt8]) async throws -> TestResponse {
    var headers = HTTPFields()
    headers[.contentType] = type
    return try await server(endpoints).test(.router) { [headers] client in
      try await client.execute(uri: uri, method: .post, headers: headers, body: ByteBuffer(bytes: body))
    }
  }

  @Test(arguments: [
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded;charset=UTF-8",
    "Application/X-WWW-Form-URLEncoded ; charset=utf-8",
  ])
  func `a form is read whatever its parameters say`(type: String) async throws {
    let response = try await post("/form", type, Array("a=1&resource=x&resource=y&b=a%20b".utf8))
    #expect(response.status == .ok)
    #expect(response.text == "a=1|resource=x|resource=y|b=a b")
  }

  @Test(arguments: [
    nil, "", "text/plain", "application/json", "multipart/form-data; boundary=x", "application/x-www-form",
  ])
  func `another media type is refused with 415`(type: String?) async throws {
    let response = try await post("/form", type, Array("a=1".utf8))
    #expect(response.status == .unsupportedMediaType)
    #expect(response.json["error"] == "invalid_request")
  }

  @Test(arguments: ["a=%", "a=%FF", "=1", "a=%00", "a=1&a=2", "a=1&a=", "a=\u{1}"])
  func `a malformed form is an invalid request and never a 500`(body: String) async throws {
    let response = try await post("/form", form, Array(body.utf8))
    #expect(response.status == .badRequest)
    #expect(response.json["error"] == "invalid_request")
  }

  @Test func `any bytes as a form are answered and never with a 500`() async throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<100 {
      let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      for uri in ["/form", "/json"] {
        let type = uri == "/form" ? form : "application/json"
        let response = try await post(uri, type, bytes)
        #expect(response.status.code < 500, "\(bytes)")
      }
    }
  }

  @Test func `a form that is too large is refused with 413`() async throws {
    let fits = try await post("/form", form, Array("a=".utf8) + [UInt8](repeating: 0x78, count: 65534))
    #expect(fits.status == .ok)
    let large = try await post("/form", form, Array("a=".utf8) + [UInt8](repeating: 0x78, count: 65535))
    #expect(large.status == .contentTooLarge)
    #expect(large.json["error"] == "invalid_request")
  }

  @Test func `a body larger than announced is refused all the same`() async throws {
    let buffer = ByteBuffer(repeating: 0x78, count: 200)
    let request = Request(
      head: HTTPRequest(
        method: .post, scheme: nil, authority: nil, path: "/",
        headerFields: [.contentType: "application/json", .contentLength: "10"]),
      body: RequestBody(buffer: buffer))
    await #expect(throws: OAuthError(.invalidRequest, "the request body is too large", status: 413)) {
      try await jsonBody(of: request, limit: 100)
    }
  }

  @Test func `a body that breaks off is an invalid request`() async throws {
    struct Broken: Error {}
    let (stream, continuation) = AsyncThrowingStream<ByteBuffer, any Error>.makeStream()
    continuation.yield(ByteBuffer(string: "a=1"))
    continuation.finish(throwing: Broken())
    let request = Request(
      head: HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/", headerFields: [.contentType: form]),
      body: RequestBody(asyncSequence: stream))
    let error = await #expect(throws: OAuthError.self) { try await formBody(of: request) }
    #expect(error?.code == .invalidRequest)
    #expect(error?.status == 400)
  }

  @Test func `JSON is read under its media types`() async throws {
    for type in ["application/json", "application/json; charset=utf-8", "application/jwk+json"] {
      let response = try await post("/json", type, Array(#"{"b":1,"a":[true]}"#.utf8))
      #expect(response.text == #"{"b":1,"a":[true]}"#)
    }
    #expect(try await post("/json", "text/json", Array("{}".utf8)).status == .unsupportedMediaType)
  }

  @Test(arguments: [
    "", "{", #"{"a":1,"a":2}"#, "{}x", "\u{FEFF}{}", String(repeating: "[", count: 90), #"{"a":"\ud800"}"#,
  ])
  func `what is not JSON is an invalid request`(body: String) async throws {
    let response = try await post("/json", "application/json", Array(body.utf8))
    #expect(response.status == .badRequest)
    #expect(response.json["error"] == "invalid_request")
  }

  @Test func `two media types are none`() async throws {
    var headers = HTTPFields()
    headers.append(HTTPField(name: .contentType, value: form))
    headers.append(HTTPField(name: .contentType, value: "application/json"))
    try await server(endpoints).test(.router) { [headers] client in
      try await client.execute(uri: "/form", method: .post, headers: headers, body: ByteBuffer(string: "a=1")) {
        #expect($0.status == .unsupportedMediaType)
      }
    }
  }

  @Test(arguments: [("/query", ""), ("/query?", ""), ("/query?a=1", "a=1"), ("/query?a=b%26c", "a=b&c")])
  func `a query is read like a form`(uri: String, seen: String) async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: uri, method: .get) { #expect($0.text == seen) }
    }
  }

  @Test(arguments: ["/query?a=1&a=2", "/query?a=%zz", "/query?=1", "/query?a=%E6"])
  func `a malformed query is an invalid request`(uri: String) async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: uri, method: .get) { response in
        #expect(response.status == .badRequest)
        #expect(response.json["error"] == "invalid_request")
      }
    }
  }
}
