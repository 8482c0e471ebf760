import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import OAuthHTTP
import TestSupport
import Testing
import TongzhaoServer

/// The discovery document and the key set as the server's own wiring makes them, with all that it can serve.
@Suite struct PublishedDocumentTests {
  private static let path = "/.well-known/openid-configuration"

  private static func run(
    _ test: @escaping @Sendable (IncidentHouse, _ document: JSONObject) async throws -> Void
  ) async throws {
    let everything: JSONObject = [
      "registration": ["policy": "open"], "http": ["trusted-proxies": ["127.0.0.1/32"]],
      "client-certificates": ["url": "https://mtls.login.example", "header": "Client-Cert"],
    ]
    try await IncidentHouse.run(changing: everything) { house in
      let answer = try await house.get(path)
      #expect(answer.status == .ok)
      #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
      try await test(house, try #require(answer.json.object))
    }
  }

  /// The members of a list of texts.
  private static func texts(_ document: JSONObject, _ name: String) -> [String] {
    let array = document[name]?.array ?? []
    let texts = array.compactMap(\.string)
    #expect(texts.count == array.count && !texts.isEmpty && Set(texts).count == texts.count, "\(name)")
    return texts
  }

  /// The keys of the key set, which are public and each have a name of their own.
  private static func keys(_ house: IncidentHouse) async throws -> [JSON] {
    let answer = try await house.get("/jwks")
    #expect(answer.status == .ok)
    let keys = try #require(answer.json["keys"]?.array)
    let readable = try JWKSet(parsing: answer.json)
    #expect(readable.keys.count == keys.count, "every key can be read")
    let names = keys.compactMap { $0["kid"]?.string }
    #expect(names.count == keys.count && Set(names).count == names.count)
    for key in keys {
      for secret in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] { #expect(key[secret] == nil) }
      for required in ["kty", "alg", "use"] { #expect(key[required]?.string?.isEmpty == false) }
    }
    return keys
  }

  @Test
  func `oidcc-discovery-endpoint-verification: what OpenID Connect requires of the document and the key set is there`()
    async throws
  {
    try await Self.run { house, document in
      // The issuer is what the address says, and has neither query nor fragment.
      #expect(document["issuer"] == .string(house.issuer.value))
      #expect(house.issuer.value.hasPrefix("https://") && !house.issuer.value.contains { "?#".contains($0) })
      #expect(Self.texts(document, "response_types_supported") == ["code"])
      #expect(Self.texts(document, "grant_types_supported").contains("authorization_code"))
      #expect(Set(Self.texts(document, "subject_types_supported")).isSubset(of: ["public", "pairwise"]))
      #expect(Self.texts(document, "id_token_signing_alg_values_supported").contains("RS256"))
      #expect(Self.texts(document, "request_object_signing_alg_values_supported").contains("RS256"))
      #expect(Self.texts(document, "code_challenge_methods_supported") == ["S256"])
      #expect(Self.texts(document, "scopes_supported").contains("openid"))
      #expect(Self.texts(document, "claims_supported").contains("sub"))
      for name in ["userinfo_signing_alg_values_supported", "token_endpoint_auth_methods_supported"] {
        #expect(!Self.texts(document, name).isEmpty)
      }
      // RFC 6749 §3.3.
      for scope in Self.texts(document, "scopes_supported") { #expect(Scope(scope) != nil, "\(scope)") }
      // BCP 47, in its own letters.
      #expect(Set(Self.texts(document, "ui_locales_supported")).isSubset(of: ["zh-Hans", "zh-CN", "en"]))
      for flag in [
        "claims_parameter_supported", "request_parameter_supported", "request_uri_parameter_supported",
        "require_request_uri_registration", "authorization_response_iss_parameter_supported",
      ] { #expect(document[flag]?.bool != nil, "\(flag)") }
    }
  }

  @Test
  func `oidcc-discovery-endpoint-verification: every address in it is https, without fragment, and is answered`()
    async throws
  {
    try await Self.run { house, document in
      let addresses = document.filter { name, _ in
        name.hasSuffix("_endpoint") || name == "jwks_uri" || name == "check_session_iframe"
      }
      for name in [
        "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "registration_endpoint", "jwks_uri",
        "end_session_endpoint", "pushed_authorization_request_endpoint",
      ] { #expect(addresses.contains { $0.name == name }, "\(name)") }
      let served = Set(house.endpoints.map(\.path))
      for (name, value) in addresses {
        let address = try #require(value.string, "\(name)")
        #expect(address.hasPrefix(house.issuer.url("/")) && !address.contains { "?#".contains($0) }, "\(name)")
        #expect(served.contains(String(address.dropFirst(house.issuer.value.count))), "\(name)")
      }
      _ = try await Self.keys(house)
    }
  }

  @Test
  func
    `fapi2-security-profile-final-discovery-end-point-verification: what the profile needs is offered, under both names of the document`()
    async throws
  {
    try await Self.run { house, document in
      let oauth = try await house.get("/.well-known/oauth-authorization-server").json
      #expect(oauth == .object(document))
      #expect(Self.texts(document, "response_types_supported").contains("code"))
      #expect(document["authorization_response_iss_parameter_supported"] == true)
      #expect(document["pushed_authorization_request_endpoint"] == .string(house.issuer.url("/par")))
      #expect(document["require_pushed_authorization_requests"]?.bool != nil)
      #expect(Self.texts(document, "code_challenge_methods_supported").contains("S256"))
      let methods = Self.texts(document, "token_endpoint_auth_methods_supported")
      #expect(methods.contains("private_key_jwt") && methods.contains("self_signed_tls_client_auth"))
      let allowed: Set<String> = ["PS256", "ES256", "EdDSA"]
      for name in [
        "token_endpoint_auth_signing_alg_values_supported", "id_token_signing_alg_values_supported",
        "userinfo_signing_alg_values_supported", "request_object_signing_alg_values_supported",
        "authorization_signing_alg_values_supported",
      ] {
        let offered = Self.texts(document, name)
        #expect(!allowed.isDisjoint(with: offered) && !offered.contains("none"), "\(name)")
      }
      #expect(Set(Self.texts(document, "dpop_signing_alg_values_supported")).isSubset(of: allowed))
      #expect(document["tls_client_certificate_bound_access_tokens"] == true)
      let aliases = try #require(document["mtls_endpoint_aliases"]?.object)
      for name in ["token_endpoint", "pushed_authorization_request_endpoint", "userinfo_endpoint"] {
        #expect(aliases[name]?.string?.hasPrefix("https://mtls.login.example/") == true, "\(name)")
      }
      // Answers as signed tokens (JARM §4), and client credentials.
      #expect(Set(["jwt", "query.jwt"]).isSubset(of: Self.texts(document, "response_modes_supported")))
      for name in ["authorization_encryption_alg_values_supported", "authorization_encryption_enc_values_supported"] {
        #expect(!Self.texts(document, name).isEmpty)
      }
      #expect(Self.texts(document, "grant_types_supported").contains("client_credentials"))
      _ = try await Self.keys(house)
    }
  }

  @Test
  func `oidcc-server-rotate-keys: a new key signs while the old one is still published, and its tokens stay good`()
    async throws
  {
    try await Self.run { house, _ in
      let before = try await Self.keys(house)
      let former = try await house.redeem(try await house.login()).json
      for algorithm in [SignatureAlgorithm.rs256, .es256] {
        _ = try await house.state.custodian.rotate(KeySlot(.token, algorithm), immediately: true, at: house.now)
      }
      try await house.state.keys.refresh()
      let after = try await Self.keys(house)
      let names = before.compactMap { $0["kid"]?.string }
      let new = after.filter { !names.contains($0["kid"]?.string ?? "") }
      let algorithms = new.compactMap { $0["alg"]?.string }
      #expect(algorithms.contains("RS256") && algorithms.contains("ES256"))
      for key in new { #expect(!before.contains { $0["n"] == key["n"] && $0["x"] == key["x"] }) }
      for key in before { #expect(after.contains(key), "the old one is still there") }
      // The new ones sign, and what the old ones signed is still believed.
      let next = try await house.redeem(try await house.login()).json
      for (name, tokens, isNew) in [
        ("id_token", former, false), ("id_token", next, true), ("access_token", next, true),
      ] {
        let token = try UnverifiedJWS(compact: tokens[name]?.string ?? "")
        let keyID = try #require(token.keyID)
        #expect(new.contains { $0["kid"] == .string(keyID) } == isNew, "\(name)")
        let keys = try JWKSet(parsing: ["keys": .array(after)])
        let key = try #require(keys.key(id: keyID))
        _ = try token.verified(by: key.key, type: nil)
      }
      #expect(try await house.isActive(former["access_token"]?.string ?? "") == true)
    }
  }
}
