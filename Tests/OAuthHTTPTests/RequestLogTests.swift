import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import OAuth
import Synchronization
import Testing

@testable import OAuthHTTP

struct RequestLogTests {
  final class Observations: Sendable {
    let all = Mutex<[RequestObservation]>([])
  }

  let endpoints: [Endpoint] = [
    .post("/r/{receipt}") { request, _ in
      _ = try await formBody(of: request)
      return .noContent()
    },
    .get("/fails") { _, _ in throw OAuthError(.invalidGrant, "no") },
  ]

  @Test func `a request leaves one line without query, path, body or header`() async throws {
    let book = LogBook()
    try await server(endpoints, logger: book.logger).test(.router) { client in
      let headers: HTTPFields = [
        .authorization: "Bearer header-secret", .cookie: "a=cookie-secret", .referer: "https://x/referer-secret",
        .contentType: "application/x-www-form-urlencoded",
      ]
      let response = try await client.execute(
        uri: "/r/path-secret?q=query-secret", method: .post, headers: headers, body: ByteBuffer(string: "b=body-secret")
      )
      #expect(response.status == .noContent)
      #expect(book.text.contains(response.requestID))
    }
    #expect(book.text.contains("/r/{receipt}"))
    #expect(book.text.contains("204"))
    #expect(!book.text.contains("secret"))
  }

  @Test func `each answer is told once with its route, also refusals`() async throws {
    let observations = Observations()
    let app = try server(endpoints) { observation in observations.all.withLock { $0.append(observation) } }
    try await app.test(.router) { client in
      _ = try await client.execute(uri: "/fails", method: .get)
      _ = try await client.execute(uri: "/fails", method: .put)
      _ = try await client.execute(uri: "/unknown/x", method: .get)
      _ = try await client.execute(uri: "/fails", method: try #require(.init("BREW")))
    }
    let seen = observations.all.withLock { $0.map { "\($0.method) \($0.route) \($0.status)" } }
    #expect(seen == ["GET /fails 400", "PUT /fails 405", "GET none 404", "other none 501"])
  }
}

@Suite struct RequestIDTests {
  @Test func `an id can be handed to a command line`() {
    for _ in 0..<2000 {
      let id = AppContext.newRequestID()
      #expect(id.utf8.count == 16 && !id.hasPrefix("-"))
    }
  }
}
