import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import Testing

struct RoutingTests {
  let endpoints: [Endpoint] = [
    .get("/thing") { _, _ in .text("hello") },
    .post("/thing") { _, _ in .text("posted") },
    .post("/form", audience: .person) { _, _ in .text("posted") },
    .get("/once/{id}", answersHead: false) { _, context in .text(context.pathParameter("id") ?? "none") },
    .get("/page", audience: .person) { _, _ in .html("<p>") },
    .post("/shared", cors: .anyOriginNoCredentials) { _, _ in throw OAuthError(.invalidGrant, "no") },
    .get("/shared") { _, _ in .text("own") },
  ]

  @Test func `an unknown path answers 404 in the form that was asked for`() async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/nothing?secret=1", method: .get) { response in
        #expect(response.status == .notFound)
        #expect(response.json["error"] == "invalid_request")
        #expect(response.json["error_id"]?.string == response.requestID)
      }
      try await client.execute(uri: "/nothing", method: .get, headers: [.accept: "text/html,*/*"]) { response in
        #expect(response.status == .notFound)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        #expect(response.text.contains(response.requestID))
      }
    }
  }

  @Test(arguments: [HTTPRequest.Method.put, .delete, .patch, .options, .trace])
  func `another method on a known path answers 405 and says which are taken`(method: HTTPRequest.Method) async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/thing", method: method) { response in
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET, HEAD, POST")
        #expect(response.json["error"] == "invalid_request")
      }
    }
  }

  @Test func `a person who opens the address of a form gets a page`() async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/form", method: .get, headers: [.accept: "text/html"]) { response in
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "POST")
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
      }
    }
  }

  @Test func `a method that nobody knows answers 501`() async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/thing", method: try #require(.init("BREW"))) { response in
        #expect(response.status == .notImplemented)
      }
    }
  }

  @Test func `HEAD answers as GET without a body`() async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/thing", method: .head) { response in
        #expect(response.status == .ok)
        #expect(response.headers[.contentLength] == "5")
        #expect(response.body.readableBytes == 0)
      }
    }
  }

  @Test func `HEAD is refused where a GET uses something up`() async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/once/1", method: .head) { response in
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers[.allow] == "GET")
      }
    }
  }

  @Test(arguments: [("a", "a"), ("a%20b", "a b"), ("a+b", "a+b"), ("%E6%89%A7", "执"), ("%FF", "none"), ("%4", "none")])
  func `a parameter of the path is decoded strictly`(sent: String, seen: String) async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/once/\(sent)", method: .get) { response in
        #expect(response.text == seen)
      }
    }
  }

  @Test func `preflight is answered where other origins may call, for those methods only`() async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/shared", method: .options, headers: [.origin: "https://wallet.example"]) {
        #expect($0.status == .noContent)
        #expect($0.headers[.accessControlAllowOrigin] == "*")
        #expect($0.headers[.accessControlAllowMethods] == "POST")
        #expect($0.headers[.accessControlAllowCredentials] == nil)
      }
    }
  }

  @Test func `an error too can be read by other origins where they may call, and nowhere else`() async throws {
    try await server(endpoints).test(.router) { client in
      try await client.execute(uri: "/shared", method: .post) { response in
        #expect(response.status == .badRequest)
        #expect(response.headers[.accessControlAllowOrigin] == "*")
        #expect(response.headers[.accessControlAllowCredentials] == nil)
      }
      for uri in ["/shared", "/thing", "/nothing"] {
        try await client.execute(uri: uri, method: .get, headers: [.origin: "https://evil.example"]) { response in
          #expect(response.headers[.accessControlAllowOrigin] == nil)
        }
      }
    }
  }

  @Test func `discovery is the sum of the mounted endpoints`() throws {
    let rooms: [any Room] = [
      TestRoom(endpoints: [.get("/a", metadata: MetadataPart([("a_endpoint", "https://x/a")])) { _, _ in .noContent() }]
      ),
      TestRoom(endpoints: [.get("/b", metadata: MetadataPart([("b_endpoint", "https://x/b")])) { _, _ in .noContent() }]
      ),
    ]
    #expect(try MetadataPart.document(metadata(of: rooms)).names == ["a_endpoint", "b_endpoint"])
  }
}
