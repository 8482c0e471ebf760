import HTTPTypes
import HummingbirdTesting
import JOSE
import OAuth
import OAuthHTTP
import TestSupport
import Testing

@testable import IdentityProvider

/// Tokens that are bound to the key of a DPoP proof, at /token (RFC 9449 §5, §8, §10).
@Suite struct DPoPTokenTests {
  private static let appForm = [("client_id", "app")]

  private static func claims(of token: String) throws -> JSONObject {
    try #require(try UnverifiedJWS(compact: token).unverifiedClaims)
  }

  @Test(arguments: DPoPProof.algorithms)
  func `a token asked for with a proof is bound to its key`(algorithm: SignatureAlgorithm) async throws {
    try await Provider.run { provider, http in
      let maker = try ProofMaker(provider, algorithm)
      let answer = try await http.post("/token", try await provider.login().form, maker.header([:], .basic("portal")))
      #expect(answer.json["token_type"] == "DPoP")
      let token = answer.json.text("access_token")
      #expect(try Self.claims(of: token)["cnf"] == ["jkt": .string(maker.thumbprint)])
      let seen = try await http.post("/introspect", [("token", token)], .basic("department")).json
      #expect(seen["cnf"] == ["jkt": .string(maker.thumbprint)])
      #expect(seen["token_type"] == "DPoP")
      let own = try await http.post(
        "/token", [("grant_type", "client_credentials")], maker.header([:], .basic("portal"))
      ).json
      #expect(try Self.claims(of: own.text("access_token"))["cnf"]?["jkt"] == .string(maker.thumbprint))
    }
  }

  @Test func `without a proof a token is borne by anybody, where the client did not say otherwise`() async throws {
    try await Provider.run { provider, http in
      let answer = try await http.redeem(try await provider.login())
      #expect(answer["token_type"] == "Bearer")
      #expect(try Self.claims(of: answer.text("access_token"))["cnf"] == nil)
    }
  }

  @Test
  func `fapi2-security-profile-final-ensure-holder-of-key-required: a bound client gets nothing without a proof`()
    async throws
  {
    try await Provider.run { provider, http in
      try await provider.save(try TestClients.portal(["dpop_bound_access_tokens": true]))
      let login = try await provider.login()
      let refused = try await http.post("/token", login.form, .basic("portal"))
      #expect(refused.status == .badRequest)
      #expect(refused.refusal == "invalid_request")
      #expect(
        try await http.post("/token", [("grant_type", "client_credentials")], .basic("portal")).refusal
          == "invalid_request")
      // Nothing was used up.
      let maker = try ProofMaker(provider)
      let answer = try await http.post("/token", login.form, maker.header([:], .basic("portal"))).json
      #expect(answer["token_type"] == "DPoP")
      let refresh = answer.text("refresh_token")
      #expect(try await http.refresh(refresh).refusal == "invalid_request")
      #expect(try await http.refresh(refresh, try maker.header([:], .basic("portal"))).status == .ok)
    }
  }

  @Test(arguments: [-10, 10, -59, 29])
  func
    `fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-before-succeeds and fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-after-succeeds`(
      seconds: Int
    ) async throws
  {
    try await Provider.run { provider, http in
      let headers = try ProofMaker(provider).header(["iat": .date(provider.now + seconds)], .basic("portal"))
      let answer = try await http.post("/token", [("grant_type", "client_credentials")], headers)
      #expect(answer.status == .ok)
    }
  }

  @Test func `a public client's refresh tokens are bound to its key and do not rotate`() async throws {
    try await Provider.run { provider, http in
      let (maker, thief) = (try ProofMaker(provider), try ProofMaker(provider))
      let login = try await provider.login("app", scope: "openid licence offline_access")
      let answer = try await http.post("/token", login.form + Self.appForm, maker.header()).json
      let refresh = answer.text("refresh_token")
      // In other hands, with another key or with none, it is worth nothing, and its owner keeps it.
      #expect(try await http.refresh(refresh, try thief.header(), Self.appForm).refusal == "invalid_grant")
      #expect(try await http.refresh(refresh, [:], Self.appForm).refusal == "invalid_grant")
      for _ in 0..<2 {
        let again = try await http.refresh(refresh, try maker.header(), Self.appForm)
        #expect(again.status == .ok)
        #expect(again.json.text("refresh_token") == refresh)
        #expect(try Self.claims(of: again.json.text("access_token"))["cnf"]?["jkt"] == .string(maker.thumbprint))
      }
    }
  }

  @Test func `fapi2-security-profile-final-refresh-token: a confidential client may change its key`() async throws {
    try await Provider.run { provider, http in
      let (maker, next) = (try ProofMaker(provider), try ProofMaker(provider))
      let answer = try await http.post("/token", try await provider.login().form, maker.header([:], .basic("portal")))
      let refresh = answer.json.text("refresh_token")
      let again = try await http.refresh(refresh, try next.header([:], .basic("portal"))).json
      #expect(again.text("refresh_token") == refresh)
      #expect(try Self.claims(of: again.text("access_token"))["cnf"]?["jkt"] == .string(next.thumbprint))
      // It is the client's own all the same.
      #expect(
        try await http.refresh(refresh, try maker.header(), Self.appForm).refusal == "invalid_grant")
    }
  }

  @Test
  func
    `fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-jkt and fapi2-security-profile-final-ensure-dpop-auth-code-binding-success: a code is redeemed by the key that the login named`()
    async throws
  {
    try await Provider.run { provider, http in
      let (maker, thief) = (try ProofMaker(provider), try ProofMaker(provider))
      let login = try await provider.login(dpopKey: maker.thumbprint)
      let mismatched = try await http.post("/token", login.form, thief.header([:], .basic("portal")))
      #expect(mismatched.status == .badRequest)
      #expect(mismatched.refusal == "invalid_grant")
      #expect(try await http.post("/token", login.form, .basic("portal")).refusal == "invalid_grant")
      #expect(try await http.post("/token", login.form, maker.header([:], .basic("portal"))).status == .ok)
    }
  }

  @Test func `where a nonce is needed it is given, and good for minutes`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(
        try TestClients.portal(["dpop_bound_access_tokens": true, "tongzhao_requires_dpop_nonce": true]))
      let maker = try ProofMaker(provider)
      let form = [("grant_type", "client_credentials")]
      let asked = try await http.post("/token", form, maker.header([:], .basic("portal")))
      #expect(asked.status == .badRequest)
      #expect(asked.refusal == "use_dpop_nonce")
      let nonce = try #require(asked.headers[.dpopNonce])
      let answer = try await http.post("/token", form, maker.header(["nonce": .string(nonce)], .basic("portal")))
      #expect(answer.status == .ok)
      #expect(answer.headers[.dpopNonce] == nonce)
      provider.clock.advance(by: 200)
      let later = try await http.post("/token", form, maker.header(["nonce": .string(nonce)], .basic("portal")))
      #expect(later.status == .ok)
      #expect(later.headers[.dpopNonce] != nonce)
      provider.clock.advance(by: 200)
      let old = try await http.post("/token", form, maker.header(["nonce": .string(nonce)], .basic("portal")))
      #expect(old.refusal == "use_dpop_nonce")
    }
  }

  @Test(arguments: [
    "", "x", "1.2.3", "30000000.AAAA.AAAAAAAAAAAAAAAAAAAAAA", "0..", "+1.A.B", "\(Int64.min).A.B", "\(Int64.max).A.B",
  ])
  func `a nonce that is not ours is refused with one that is`(nonce: String) async throws {
    try await Provider.run { provider, http in
      let headers = try ProofMaker(provider).header(["nonce": .string(nonce)], .basic("portal"))
      let refused = try await http.post("/token", [("grant_type", "client_credentials")], headers)
      #expect(refused.refusal == "use_dpop_nonce")
      #expect(refused.headers[.dpopNonce] != nil)
    }
  }

  @Test func `a proof is used once, at whichever endpoint`() async throws {
    try await Provider.run { provider, http in
      let headers = try ProofMaker(provider).header([:], .basic("portal"))
      let form = [("grant_type", "client_credentials")]
      #expect(try await http.post("/token", form, headers).status == .ok)
      let replayed = try await http.post("/token", form, headers)
      #expect(replayed.refusal == "invalid_dpop_proof")
      #expect(replayed.json.text("error_description").contains("used before"))
    }
  }

  @Test func `two keys' proofs of one jti are two proofs`() async throws {
    try await Provider.run { provider, http in
      for _ in 0..<2 {
        let headers = try ProofMaker(provider).header(["jti": "same"], .basic("portal"))
        #expect(try await http.post("/token", [("grant_type", "client_credentials")], headers).status == .ok)
      }
    }
  }

  @Test func `a registration binds tokens in one way`() throws {
    #expect(try TestClients.portal(["dpop_bound_access_tokens": true]).senderConstraint == .dpop)
    #expect(
      try TestClients.portal(["tls_client_certificate_bound_access_tokens": true]).senderConstraint == .certificate)
    #expect(try TestClients.portal().senderConstraint == .none)
    #expect(throws: ClientMetadataRejection.self) {
      try TestClients.portal(["dpop_bound_access_tokens": true, "tls_client_certificate_bound_access_tokens": true])
    }
    #expect(throws: ClientMetadataRejection.self) { try TestClients.portal(["dpop_bound_access_tokens": "yes"]) }
  }

  @Test func `discovery and the resource say how tokens are bound`() async throws {
    try await Provider.run { _, http in
      let server = try await http.get("/.well-known/oauth-authorization-server").json
      #expect(server["dpop_signing_alg_values_supported"] == ["ES256", "EdDSA", "PS256"])
      #expect(server["tls_client_certificate_bound_access_tokens"] == true)
      #expect(server["protected_resources"] == ["https://login.example"])
      let resource = try await http.get("/.well-known/oauth-protected-resource")
      #expect(resource.headers[.accessControlAllowOrigin] == "*")
      #expect(resource.json["resource"] == "https://login.example")
      #expect(resource.json["authorization_servers"] == ["https://login.example"])
      #expect(resource.json["dpop_signing_alg_values_supported"] == ["ES256", "EdDSA", "PS256"])
    }
  }
}
