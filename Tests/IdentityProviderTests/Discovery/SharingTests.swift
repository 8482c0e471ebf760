import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import TestSupport
import Testing

/// Which endpoints other origins' scripts may call: those whose caller proves itself by what it sends.
@Suite struct SharingTests {
  private static let shared: Set<String> = [
    "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource", "/jwks", "/token", "/userinfo", "/revoke",
  ]

  @Test func `scripts of other origins may call just these`() async throws {
    try await Provider.run { provider, http in
      let origin: HTTPFields = [.origin: "https://other.example", .accessControlRequestMethod: "POST"]
      for endpoint in provider.rooms.flatMap(\.endpoints) {
        let isShared = Self.shared.contains(endpoint.path)
        #expect((endpoint.cors == .anyOriginNoCredentials) == isShared, "\(endpoint.path)")
        let path = endpoint.path.split(separator: "/", omittingEmptySubsequences: false)
          .map { $0.hasPrefix("{") ? "AAAA" : String($0) }.joined(separator: "/")
        let preflight = try await http.execute(uri: path, method: .options, headers: origin)
        #expect((preflight.status == .noContent) == isShared, "\(endpoint.path)")
        #expect((preflight.headers[.accessControlAllowOrigin] == "*") == isShared, "\(endpoint.path)")
        #expect(preflight.headers[.accessControlAllowCredentials] == nil, "\(endpoint.path)")
      }
    }
  }

  @Test func `a script may send a proof and read the nonce and the challenge`() async throws {
    try await Provider.run { _, http in
      let preflight = try await http.execute(uri: "/userinfo", method: .options)
      #expect(preflight.headers[.accessControlAllowHeaders]?.contains("DPoP") == true)
      let refused = try await http.get("/userinfo", [.origin: "https://other.example"])
      #expect(refused.headers[.accessControlAllowOrigin] == "*")
      let exposed = refused.headers[.accessControlExposeHeaders] ?? ""
      #expect(exposed.contains("DPoP-Nonce") && exposed.contains("WWW-Authenticate"))
    }
  }
}
