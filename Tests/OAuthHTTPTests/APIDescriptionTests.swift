import HTTPTypes
import Hummingbird
import JOSE
import OAuth
import OAuthHTTP
import Testing

@Suite struct APIDescriptionTests {
  /// A room that says this of endpoints that it mounts or does not.
  struct Described: Room {
    var endpoints: [Endpoint]
    var apiDescription: APIFragment

    init(_ fragment: String, _ endpoints: [Endpoint]) {
      apiDescription = APIFragment(Array(fragment.utf8))
      self.endpoints = endpoints
    }
  }

  static let ping = Endpoint.get("/ping") { _, _ in .noContent() }
  static let pong = Endpoint.post("/ping") { _, _ in .noContent() }
  static let page = Endpoint.get("/page", audience: .person) { _, _ in .noContent() }
  static let described = #"{"paths":{"/ping":{"get":{"responses":{"204":{"description":"here"}}}}}}"#

  @Test func `the document is the sum of what the mounted rooms say`() throws {
    let other = #"{"paths":{"/ping":{"post":{"responses":{}}}},"components":{"schemas":{"A":{"type":"string"}}}}"#
    let description = try APIDescription(of: [Described(Self.described, [Self.ping]), Described(other, [Self.pong])])
    let document = description.document(title: "T", summary: "S", server: "https://t.example")
    #expect(document["openapi"] == "3.1.0")
    #expect(document["paths"]?["/ping"]?.object?.names == ["get", "post"])
    #expect(document["components"]?["schemas"]?["A"] == ["type": "string"])
    #expect(document["components"]?["schemas"]?["Error"] != nil, "what every room may refer to")
    #expect(description.undescribed.isEmpty && description.unserved.isEmpty)
  }

  @Test func `every operation says how it refuses, to its audience`() throws {
    let both = #"{"paths":{"/ping":{"get":{"responses":{}}},"/page":{"get":{"responses":{}}}}}"#
    let paths = try APIDescription(of: [Described(both, [Self.ping, Self.page])])
      .document(title: "T", summary: "S", server: "https://t.example")["paths"]
    let reference = { (path: String) in paths?[path]?["get"]?["responses"]?["default"]?["$ref"]?.string }
    #expect(reference("/ping") == "#/components/responses/Error")
    #expect(reference("/page") == "#/components/responses/ErrorPage")
  }

  @Test func `what is described and not mounted is left out and told`() throws {
    let description = try APIDescription(of: [Described(Self.described, [Self.pong])])
    let document = description.document(title: "T", summary: "S", server: "https://t.example")
    #expect(document["paths"] == [:])
    #expect(description.unserved == ["GET /ping"])
    #expect(description.undescribed == ["POST /ping"])
  }

  @Test func `a page for persons needs no description`() throws {
    #expect(try APIDescription(of: [Described("{}", [Self.page])]).undescribed.isEmpty)
  }

  @Test(
    arguments: [
      ("{", "{}", APIDescriptionError.malformed(.unexpectedEnd)),
      (#"{"servers":[]}"#, "{}", .unexpected("servers")),
      (#"{"paths":{"/ping":7}}"#, "{}", .unexpected("/ping")),
      (#"{"paths":{"/ping":{"get":7}}}"#, "{}", .unexpected("GET /ping")),
      (described, described, .conflict("GET /ping")),
      (
        #"{"paths":{"/ping":{"get":{}}},"components":{"schemas":{"A":{"type":"string"}}}}"#,
        #"{"paths":{"/ping":{"post":{}}},"components":{"schemas":{"A":{"type":"integer"}}}}"#,
        .conflict("schemas/A")
      ),
      (
        #"{"paths":{"/ping":{"get":{},"parameters":[]}}}"#, #"{"paths":{"/ping":{"post":{}}}}"#,
        .conflict("POST /ping")
      ),
    ])
  func `two rooms that contradict each other do not start`(
    first: String, second: String, expected: APIDescriptionError
  ) {
    let endpoints = [Self.ping, Self.pong]
    #expect(throws: expected) {
      try APIDescription(of: [Described(first, endpoints), Described(second, endpoints)])
    }
  }
}
