import ELicence
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JOSE
import LibCrypto
import LicenceIssuer
import OAuth
import Testing

@Suite struct MetadataTests {
  @Test func `oid4vci-1_0-issuer-metadata-test: the credential issuer's metadata has what wallets need`() async throws {
    try await TestIssuer.run { issuer in
      let answer = try await issuer.get("/.well-known/openid-credential-issuer")
      #expect(answer.status == 200)
      #expect(answer.headers[.contentType] == "application/json")
      let document = try #require(answer.json)
      #expect(document["credential_issuer"] == "https://issuer.example")
      #expect(document["credential_endpoint"] == "https://issuer.example/credential")
      #expect(document["nonce_endpoint"] == "https://issuer.example/nonce")
      #expect(document["notification_endpoint"] == "https://issuer.example/notification")
      #expect(document["batch_credential_issuance"] == nil)
      #expect(document["credential_response_encryption"] == nil)
      #expect(document["display"]?.array?.compactMap { $0["locale"]?.string } == ["zh-CN", "en"])
      let configuration = try #require(
        document["credential_configurations_supported"]?[LicenceCredential.configurationID])
      #expect(configuration["format"] == "dc+sd-jwt")
      #expect(configuration["vct"] == .string(LicenceCredential.type))
      #expect(configuration["cryptographic_binding_methods_supported"] == ["jwk"])
      #expect(configuration["credential_signing_alg_values_supported"] == ["ES256"])
      #expect(
        configuration["proof_types_supported"]?["jwt"]?["proof_signing_alg_values_supported"] == ["ES256", "EdDSA"])
      #expect(
        configuration["credential_metadata"]?["display"]?.array?.compactMap { $0["locale"]?.string } == ["zh-CN", "en"])
    }
  }

  @Test func `oid4vci-1_0-issuer-metadata-test: every claim of the credential is described, in both languages`()
    async throws
  {
    try await TestIssuer.run { issuer in
      let document = try #require(try await issuer.get("/.well-known/openid-credential-issuer").json)
      let claims = try #require(
        document["credential_configurations_supported"]?[LicenceCredential.configurationID]?["credential_metadata"]?[
          "claims"]?.array)
      #expect(claims.compactMap { $0["path"]?.array?.first?.string } == LicenceCredential.disclosable)
      #expect(claims.allSatisfy { $0["display"]?.array?.count == 2 })
    }
  }

  @Test
  func `oid4vci-1_0-issuer-metadata-test: the authorization server takes pre-authorized codes of anonymous wallets`()
    async throws
  {
    try await TestIssuer.run { issuer in
      let answer = try await issuer.get("/.well-known/oauth-authorization-server")
      #expect(answer.status == 200)
      let document = try #require(answer.json)
      #expect(document["issuer"] == "https://issuer.example")
      #expect(document["token_endpoint"] == "https://issuer.example/token")
      #expect(document["jwks_uri"] == "https://issuer.example/jwks")
      #expect(
        document["grant_types_supported"] == [.string(GrantType.preAuthorizedCode.rawValue), "refresh_token"])
      #expect(document["token_endpoint_auth_methods_supported"] == ["none"])
      #expect(document["pre-authorized_grant_anonymous_access_supported"] == true)
      #expect(document["authorization_details_types_supported"] == ["openid_credential"])
    }
  }

  @Test func `oid4vci-1_0-issuer-metadata-test-signed: a wallet that takes only a JWT gets the same, signed`()
    async throws
  {
    try await TestIssuer.run { issuer in
      let plain = try #require(try await issuer.get("/.well-known/openid-credential-issuer").json?.object)
      let answer = try await issuer.get(
        "/.well-known/openid-credential-issuer", headers: [.accept: "application/jwt"])
      #expect(answer.headers[.contentType] == "application/jwt")
      let token = try UnverifiedJWS(compact: answer.text)
      let leaf = try #require(token.certificateChain?.first)
      _ = try issuer.trust.anchor(
        of: try #require(token.certificateChain), for: [.licences], at: issuer.clock.now)
      let claims = try token.verified(
        by: VerificationKey(certificate: leaf), type: "openidvci-issuer-metadata+jwt")
      #expect(claims["sub"] == "https://issuer.example")
      for (name, value) in plain { #expect(claims[name] == value) }
    }
  }

  @Test func `the key set has the public keys of credentials and status lists and nothing private`() async throws {
    try await TestIssuer.run { issuer in
      let keys = try #require(try await issuer.get("/jwks").json?["keys"]?.array)
      #expect(keys.count == 2)
      #expect(keys.allSatisfy { $0["d"] == nil && $0["kid"]?.string != nil && $0["alg"] == "ES256" })
    }
  }

  @Test func `scripts of every origin may call every endpoint, without cookies`() async throws {
    try await TestIssuer.run { issuer in
      let paths: [(String, HTTPRequest.Method)] = [
        ("/.well-known/openid-credential-issuer", .get), ("/.well-known/oauth-authorization-server", .get),
        ("/jwks", .get), ("/offers/x", .get), ("/status/1", .get), ("/token", .post), ("/nonce", .post),
        ("/credential", .post), ("/notification", .post),
      ]
      for (path, method) in paths {
        var headers: HTTPFields = [.origin: "https://wallet.example"]
        headers[.accessControlRequestMethod] = method.rawValue
        headers[.accessControlRequestHeaders] = "authorization, content-type"
        let preflight = try await issuer.client.executeRequest(uri: path, method: .options, headers: headers, body: nil)
        #expect(preflight.status == .noContent, "\(path)")
        #expect(preflight.headers[.accessControlAllowOrigin] == "*")
        #expect(preflight.headers[.accessControlAllowHeaders]?.lowercased().contains("authorization") == true)
        let answer = try await issuer.client.executeRequest(
          uri: path, method: method, headers: [.origin: "https://wallet.example"], body: nil)
        #expect(answer.headers[.accessControlAllowOrigin] == "*", "\(path), also on a refusal")
        #expect(answer.headers[.accessControlAllowCredentials] == nil)
      }
    }
  }
}
