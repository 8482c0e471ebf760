import HTTPTypes
import HummingbirdTesting
import NIOCore
import OAuthHTTP
import Testing

/// What every answer carries, on every address that the servers mount, asked for a thing that is not there and with
/// nothing to identify oneself by.
@Suite struct AnswerHeadersTests {
  /// What anybody may keep: it is the same for everybody.
  private static let shared = ["/.well-known/", "/jwks", "/openapi.json", "/assets/", "/status/", "/audit/keys"]

  @Test func `every answer forbids framing, sniffing, foreign scripts and keeping`() async throws {
    try await ServingFixture.with { fixture in
      try await fixture.serving { server, endpoints, client in
        #expect(endpoints.count > 8)
        for endpoint in endpoints {
          let path = endpoint.path.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("{") ? "AAAA" : String($0) }.joined(separator: "/")
          for accept in ["text/html", "application/json"] {
            let response = try await client.execute(
              uri: path, method: endpoint.method,
              headers: [
                .accept: accept, .contentType: "application/x-www-form-urlencoded", .origin: "https://evil.example",
              ],
              body: endpoint.method == .post ? ByteBuffer(string: "") : nil)
            check(response.headers, Self.shared.contains { path.hasPrefix($0) }, "\(server) \(endpoint.method) \(path)")
          }
        }
      }
    }
  }

  private func check(_ headers: HTTPFields, _ isShared: Bool, _ place: String) {
    func value(_ name: String) -> String { HTTPField.Name(name).flatMap { headers[$0] } ?? "" }
    let policy = value("Content-Security-Policy")
    #expect(policy.hasPrefix("default-src 'none'"), "\(place)")
    // One page is for frames, with nothing on it: clients' pages ask it whether a login has changed.
    let isFrame = place.hasSuffix("GET /check-session")
    #expect(policy.contains("frame-ancestors 'none'") != isFrame && policy.contains("base-uri 'none'"), "\(place)")
    #expect(!policy.contains("unsafe") && !policy.contains("*"), "\(place)")
    #expect(value("X-Content-Type-Options") == "nosniff", "\(place)")
    // What is said of documents is not said of what only programs read.
    let isForPrograms = value("Content-Type").hasPrefix("application/")
    #expect(value("X-Frame-Options") == (isFrame || isForPrograms ? "" : "DENY"), "\(place)")
    #expect(value("Referrer-Policy") == (isForPrograms ? "" : "no-referrer"), "\(place)")
    #expect(value("Cross-Origin-Opener-Policy") == (isForPrograms ? "" : "same-origin"), "\(place)")
    #expect(value("X-Request-Id").utf8.count == 16, "\(place)")
    #expect(value("Server") == "", "\(place)")
    #expect(isShared || value("Cache-Control") == "no-store", "\(place): \(value("Cache-Control"))")
    // A script of another site never gets at what a cookie opens.
    #expect(value("Access-Control-Allow-Credentials") == "", "\(place)")
    #expect(["", "*"].contains(value("Access-Control-Allow-Origin")), "\(place)")
    #expect(!(value("Access-Control-Allow-Origin") == "*" && place.contains("/sign-in/")), "\(place)")
  }
}
