import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import TestSupport
import Testing

@Suite struct DiscoveryTests {
  @Test func `both names give the one document`() async throws {
    try await Provider.run { _, http in
      let first = try await http.get("/.well-known/openid-configuration")
      let second = try await http.get("/.well-known/oauth-authorization-server")
      #expect(first.status == .ok)
      #expect(first.json == second.json)
      #expect(first.headers[.accessControlAllowOrigin] == "*")
      #expect(first.json["issuer"] == "https://login.example")
    }
  }

  @Test func `every endpoint that it names is served`() async throws {
    try await Provider.run { provider, http in
      let document = try #require(try await http.get("/.well-known/openid-configuration").json.object)
      let served = Set(provider.rooms.flatMap(\.endpoints).map { provider.issuer.url($0.path) })
      let named = document.filter { $0.name.hasSuffix("_endpoint") || $0.name == "jwks_uri" }
      #expect(named.count == 6)
      for (_, value) in named { #expect(served.contains(value.string ?? "")) }
    }
  }

  @Test func `what silence would mean otherwise is written out`() async throws {
    try await Provider.run { _, http in
      let document = try await http.get("/.well-known/openid-configuration").json
      #expect(document["request_uri_parameter_supported"] == false)
      #expect(document["request_parameter_supported"] == false)
      #expect(document["require_request_uri_registration"] == false)
      #expect(
        document["grant_types_supported"] == [
          "authorization_code", "refresh_token", "client_credentials",
          "urn:ietf:params:oauth:grant-type:token-exchange",
        ])
      let confidential: [JSON] = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
      let certified: [JSON] = ["tls_client_auth", "self_signed_tls_client_auth"]
      #expect(document["token_endpoint_auth_methods_supported"] == .array(confidential + ["none"] + certified))
      #expect(document["introspection_endpoint_auth_methods_supported"] == .array(confidential + certified))
      #expect(document["id_token_signing_alg_values_supported"] == ["RS256", "ES256", "EdDSA"])
      #expect(document["scopes_supported"]?.array?.contains("licence") == true)
      #expect(document["scopes_supported"]?.array?.contains("holder.identity") == true)
      #expect(document["subject_types_supported"] == ["public", "pairwise"])
    }
  }

  @Test func `rooms that contradict each other are found at the start`() throws {
    struct Other: Room {
      let endpoints = [
        Endpoint.get("/other", metadata: MetadataPart([("issuer", "https://other.example")])) { _, _ in .noContent() }
      ]
    }
    let issuer = try #require(Issuer("https://login.example"))
    #expect(throws: MetadataConflict.self) { try DiscoveryEndpoint(issuer: issuer, rooms: [Other()]) }
  }

  @Test func `the key set has a tag, an age, and public keys only`() async throws {
    try await Provider.run { _, http in
      let response = try await http.get("/jwks")
      #expect(response.headers[.cacheControl] == "public, max-age=300")
      let tag = try #require(response.headers[.eTag])
      let keys = try #require(response.json["keys"]?.array)
      #expect(Set(keys.map { $0.text("alg") }) == ["RS256", "ES256", "EdDSA"])
      #expect(Set(keys.map { $0.text("kid") }).count == keys.count)
      for key in keys { for secret in ["d", "p", "q", "k"] { #expect(key[secret] == nil) } }
      for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
        let unchanged = try await http.get("/jwks", [.ifNoneMatch: known])
        #expect(unchanged.status == .notModified)
        #expect(unchanged.text.isEmpty)
        #expect(unchanged.headers[.eTag] == tag)
      }
      #expect(try await http.get("/jwks", [.ifNoneMatch: "\"x\""]).status == .ok)
    }
  }

  @Test func `whoever has the document is not sent it again`() async throws {
    try await Provider.run { _, http in
      let document = try await http.get("/.well-known/openid-configuration")
      let tag = try #require(document.headers[.eTag])
      for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
        for known in [tag, "W/\(tag)", "\"x\" , W/\(tag) ", "*"] {
          let unchanged = try await http.get(path, [.ifNoneMatch: known])
          #expect(unchanged.status == .notModified)
          #expect(unchanged.text.isEmpty)
          #expect(unchanged.headers[.eTag] == tag)
          #expect(unchanged.headers[.cacheControl] == document.headers[.cacheControl])
        }
        for other in ["\"x\"", "W/", String(tag.dropLast()), ""] {
          #expect(try await http.get(path, [.ifNoneMatch: other]).status == .ok)
        }
      }
    }
  }
}
