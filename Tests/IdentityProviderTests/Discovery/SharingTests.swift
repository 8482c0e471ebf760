import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import NIOCore
import OAuth
import OAuthHTTP
import TestSupport
import Testing

/// Which endpoints other origins' scripts may call: those whose caller proves itself by what it sends.
@Suite struct SharingTests {
  private static let shared: Set<String> = [
    "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource", "/jwks", "/jwks/sm2", "/token", "/userinfo", "/revoke",
  ]

  /// What is shared besides where software may register itself (RFC 7591, RFC 7592).
  private static let registering: Set<String> = ["/register", "/register/{client}"]

  @Test(arguments: [RegistrationPolicy.Access.off, .initialAccessToken, .open])
  func `scripts of other origins may call just these`(registration: RegistrationPolicy.Access) async throws {
    let shared = registration == .off ? Self.shared : Self.shared.union(Self.registering)
    try await Provider.run(registration: RegistrationPolicy(access: registration)) { provider, http in
      #expect(shared.isSubset(of: provider.rooms.flatMap(\.endpoints).map(\.path)))
      let origin: HTTPFields = [.origin: "https://other.example", .accessControlRequestMethod: "POST"]
      for endpoint in provider.rooms.flatMap(\.endpoints) {
        let isShared = shared.contains(endpoint.path)
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

  @Test func `a script registers software and manages it, by tokens and never by cookies`() async throws {
    try await Provider.run(registration: RegistrationPolicy(access: .open)) { _, http in
      let origin: HTTPFields = [.origin: "https://other.example", .contentType: "application/json"]
      let registered = try await http.execute(
        uri: "/register", method: .post, headers: origin,
        body: ByteBuffer(string: #"{"redirect_uris":["https://other.example/cb"],"client_name":"other"}"#))
      #expect(registered.status == .created && registered.headers[.accessControlAllowOrigin] == "*")
      let path = String(registered.json.text("registration_client_uri").dropFirst("https://login.example".count))
      let preflight = try await http.execute(uri: path, method: .options, headers: origin)
      let methods = preflight.headers[.accessControlAllowMethods] ?? ""
      #expect(["GET", "PUT", "DELETE"].allSatisfy { methods.contains($0) } && !methods.contains("POST"))
      #expect(preflight.headers[.accessControlAllowHeaders]?.contains("Authorization") == true)
      let refused = try await http.get(path, origin)
      #expect(refused.status == .unauthorized && refused.headers[.accessControlAllowOrigin] == "*")
      let read = try await http.get(path, .bearer(registered.json.text("registration_access_token")))
      #expect(read.status == .ok && read.headers[.accessControlAllowOrigin] == "*")
    }
  }

  @Test func `without registration there is nothing to call, from wherever`() async throws {
    try await Provider.run { _, http in
      let preflight = try await http.execute(uri: "/register", method: .options)
      #expect(preflight.status == .notFound && preflight.headers[.accessControlAllowOrigin] == nil)
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
