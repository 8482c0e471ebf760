import ELicence
import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import TestSupport
import Testing

/// What the certifiers' suite asks of FAPI 2.0 in whole flows. Its modules about single parameters stand with the rooms.
@Suite struct FAPI2PlanTests {
  @Test(arguments: FAPI2Party.Means.allCases, FAPI2Party.Means.allCases)
  func `fapi2-security-profile-final-happy-flow: a pushed request, a login, tokens that are bound, and a refresh`(
    authentication: FAPI2Party.Means, binding: FAPI2Party.Means
  ) async throws {
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house, authentication: authentication, binding: binding)
      let pushed = try await bank.push(proof: try bank.proof("POST", "/par"))
      #expect((pushed.json["expires_in"]?.integer ?? 600) < 600)
      let answer = try await bank.logIn(pushed)
      #expect(answer.answered("state") == "st-1" && answer.answered("response") == nil)
      let redeemed = try await bank.redeem(answer)
      #expect(redeemed.status == .ok && redeemed.headers[.cacheControl] == "no-store")
      let tokens = redeemed.json
      #expect(tokens["token_type"] == (binding == .key ? "DPoP" : "Bearer"))
      let confirmation = try tokens.claims()["cnf"]?.object
      #expect(confirmation?.names == [binding == .key ? "jkt" : "x5t#S256"])
      let idToken = try UnverifiedJWS(compact: tokens.text("id_token"))
      #expect(idToken.header["alg"] == "ES256")
      let keyID = try #require(idToken.keyID)
      let key = try #require(house.keys.verificationKey(keyID))
      let claims = try idToken.verified(by: key, type: "JWT")
      #expect(claims["aud"] == "bank" && claims["nonce"] == "n-1")
      let facts = try await bank.userInfo(tokens.text("access_token"))
      #expect(facts.status == .ok && facts.json["sub"] == claims["sub"])
      // Whoever found the token alone has nothing, and in the query it is none (§5.3.4).
      let token = tokens.text("access_token")
      #expect(try await house.http.get("/userinfo", .bearer(token)).refusal == "invalid_token")
      let inQuery = try await bank.connected { try await house.http.get("/userinfo?access_token=\(token)") }
      #expect(inQuery.status == .unauthorized)
      // It does not rotate (§5.3.2.1).
      let refresh = [("grant_type", "refresh_token"), ("refresh_token", tokens.text("refresh_token"))]
      for _ in 0..<2 {
        let refreshed = try await bank.post("/token", refresh, proof: bank.proof())
        #expect(refreshed.status == .ok && refreshed.json["refresh_token"] == tokens["refresh_token"])
      }
    }
  }

  @Test func `fapi2-security-profile-final-happy-flow: dpop_jkt alone binds the code as well`() async throws {
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house)
      let answer = try await bank.logIn(try await bank.push(["dpop_jkt": bank.maker.thumbprint]))
      #expect(try await bank.redeem(answer).status == .ok)
    }
  }

  @Test(arguments: FAPI2Party.Means.allCases)
  func `fapi2-security-profile-final-access-token-type-header-case-sensitivity: the scheme's letters do not matter`(
    binding: FAPI2Party.Means
  ) async throws {
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house, binding: binding)
      let token = try await bank.tokens().text("access_token")
      for type in binding == .key ? ["dpop", "DPOP", "dPOp"] : ["bearer", "BEARER", "bEARER"] {
        #expect(try await bank.userInfo(token, type: type).status == .ok, "\(type)")
      }
    }
  }

  @Test func `fapi2-security-profile-final-check-dpop-proof-nbf-exp: a proof may say from when to when it is good`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house)
      let answer = try await bank.logIn(try await bank.push())
      let dates: JSONObject = ["nbf": .date(house.now), "exp": .date(house.now + 300)]
      let redeemed = try await bank.post(
        "/token", bank.form(answer), proof: bank.maker.proof("POST", "/token", dates))
      #expect(redeemed.status == .ok)
      let token = redeemed.json.text("access_token")
      #expect(try await bank.userInfo(token, dates).status == .ok)
      for wrong: JSONObject in [["nbf": .date(house.now + 61)], ["exp": .date(house.now - 61)]] {
        #expect(try await bank.userInfo(token, wrong).refusal == "invalid_dpop_proof")
      }
    }
  }

  @Test
  func
    `fapi2-security-profile-final-test-claims-parameter-identity-claims: claims that discovery names come where they were asked for`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house)
      let discovery = try await house.http.get("/.well-known/openid-configuration").json
      #expect(discovery["claims_parameter_supported"] == true)
      let supported = discovery["claims_supported"]?.array ?? []
      #expect(supported.contains("name"))
      let claims = #"{"id_token":{"name":null,"email":null},"userinfo":{"name":{"essential":true},"email":null}}"#
      let tokens = try await bank.tokens(["claims": claims])
      let idToken = try tokens.claims("id_token")
      #expect(idToken["name"] == .string(TestLicence.company.entityName ?? ""))
      let facts = try await bank.userInfo(tokens.text("access_token")).json
      #expect(facts["name"] == idToken["name"] && facts["sub"] == idToken["sub"])
      // What is not offered is not given, and no error.
      #expect(!supported.contains("email") && facts["email"] == nil && idToken["email"] == nil)
    }
  }

  @Test
  func
    `fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt: the key of the pushed proof redeems, and no other`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house)
      let answer = try await bank.logIn(try await bank.push(proof: bank.maker.proof("POST", "/par")))
      let thief = try ProofMaker(issuer: house.issuer, clock: house.clock)
      let refused = try await bank.post("/token", bank.form(answer), proof: thief.proof())
      #expect(refused.status == .badRequest && refused.refusal == "invalid_grant")
      #expect(try await bank.redeem(answer).status == .ok)
    }
  }

  @Test(arguments: FAPI2Party.Means.allCases)
  func `fapi2-security-profile-final-ensure-client-id-in-token-endpoint: nobody redeems in another's name`(
    authentication: FAPI2Party.Means
  ) async throws {
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house, authentication: authentication)
      let other = try await FAPI2Party(in: house, "other", authentication: authentication)
      let answer = try await bank.logIn(try await bank.push())
      // The other's name, proved by the key or the certificate of the first.
      let name = [("client_id", "other")]
      let refused = try await bank.post(
        "/token", bank.form(answer) + name, proof: bank.proof(), as: other.credentials(by: bank.key))
      #expect(refused.status == .unauthorized && refused.refusal == "invalid_client")
      if authentication == .key {
        let mixed = try await bank.post("/token", bank.form(answer) + name, proof: bank.proof())
        #expect(mixed.refusal == "invalid_client" || mixed.refusal == "invalid_request")
      }
      #expect(try await bank.redeem(answer).status == .ok)
    }
  }

  @Test(arguments: FAPI2Party.Means.allCases)
  func
    `fapi2-security-profile-final-attempt-reuse-authorization-code-after-one-second: the second use ends what the first gave`(
      binding: FAPI2Party.Means
    ) async throws
  {
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house, binding: binding)
      let answer = try await bank.logIn(try await bank.push())
      let tokens = try await bank.redeem(answer).json
      #expect(try await bank.userInfo(tokens.text("access_token")).status == .ok)
      house.clock.advance(by: 1)
      let again = try await bank.redeem(answer)
      #expect(again.status == .badRequest && again.refusal == "invalid_grant")
      #expect(try await bank.userInfo(tokens.text("access_token")).refusal == "invalid_token")
    }
  }

  @Test
  func
    `fapi2-security-profile-final-plain-fapi-tolerate-unregistered-redirect-uri: it is not tolerated, and the client is told at once`()
    async throws
  {
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house)
      let refused = try await bank.push(["redirect_uri": "https://bank.example/cb/0123456789"])
      #expect(refused.status == .badRequest && refused.refusal == "invalid_request")
    }
  }

  @Test func `no script of another site may read the authorization endpoint (FAPI 2.0 §5.2.3)`() async throws {
    try await LoginHouse.run { house in
      let origin: HTTPFields = [.origin: "https://evil.example"]
      for method in [HTTPRequest.Method.get, .options] {
        let answer = try await house.http.execute(uri: "/authorize", method: method, headers: origin)
        #expect(answer.headers[.accessControlAllowOrigin] == nil)
      }
    }
  }
}
