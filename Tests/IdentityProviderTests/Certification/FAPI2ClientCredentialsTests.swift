import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import TestSupport
import Testing

/// The modules of FAPI 2.0 that are played with client credentials alone: no browser, no person.
enum FAPI2ClientCredentialsModule: String, CaseIterable, Sendable {
  case discovery = "fapi2-security-profile-final-discovery-end-point-verification"
  case happyFlow = "fapi2-security-profile-final-happy-flow"
  case proofDates = "fapi2-security-profile-final-check-dpop-proof-nbf-exp"
  case proofBefore = "fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-before-succeeds"
  case proofAfter = "fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-after-succeeds"
  case otherName = "fapi2-security-profile-final-ensure-client-id-in-token-endpoint"
  case noHolder = "fapi2-security-profile-final-ensure-holder-of-key-required"
  case rs256 = "fapi2-security-profile-final-ensure-signed-client-assertion-with-RS256-fails"
  case noAssertion = "fapi2-security-profile-final-ensure-client-assertion-in-token-endpoint"
  case expiredAssertion =
    "fapi2-security-profile-final-ensure-client-assertion-with-exp-is-5-minutes-in-past-fails"
  case wrongAudience = "fapi2-security-profile-final-ensure-client-assertion-with-wrong-aud-fails"
  case noSubject = "fapi2-security-profile-final-ensure-client-assertion-with-no-sub-fails"
  case wrongProofs = "fapi2-security-profile-final-dpop-negative-tests"

  private static let form = [("grant_type", "client_credentials"), ("scope", "records.read")]

  /// Plays the module in a house of its own. What is about assertions or proofs says nothing where there are none.
  func play(authentication: FAPI2Party.Means, binding: FAPI2Party.Means) async throws {
    let (isSigned, isProved) = (authentication == .key, binding == .key)
    try await LoginHouse.run { house in
      let bank = try await FAPI2Party(in: house, authentication: authentication, binding: binding)
      switch self {
      case .discovery: try await discovery(bank)
      case .happyFlow: try await happyFlow(bank)
      case .proofDates:
        try await proves(bank, ["nbf": .date(house.now), "exp": .date(house.now + 300)])
      case .proofBefore: try await proves(bank, ["iat": .date(house.now - 10)])
      case .proofAfter: try await proves(bank, ["iat": .date(house.now + 10)])
      case .otherName:
        let other = try await FAPI2Party(in: house, "other", authentication: authentication, binding: binding)
        let mixed = try other.credentials(by: bank.key)
        let refused = try await bank.post(
          "/token", Self.form + [("client_id", "other")], proof: bank.proof(), as: mixed)
        #expect(refused.status == .unauthorized && refused.refusal == "invalid_client")
      case .noHolder:
        if isProved { #expect(try await bank.post("/token", Self.form).refusal == "invalid_request") }
        if isSigned, !isProved {
          let bare = try await house.http.post("/token", Self.form + bank.credentials())
          #expect(bare.refusal == "invalid_request")
        }
      case .rs256:
        guard isSigned else { return }
        let rsa = try SigningKey.generate(.rs256)
        let keys: JSONObject = ["jwks": JWKSet(keys: [JWK(rsa.verificationKey, keyID: "k1")]).json]
        let old = try await FAPI2Party(in: house, "old", binding: binding, keys)
        try await refuses(old, try old.credentials(by: rsa))
      case .noAssertion: if isSigned { try await refuses(bank, [("client_id", "bank")]) }
      case .expiredAssertion:
        if isSigned { try await refuses(bank, try bank.credentials(["exp": .date(house.now - 300)])) }
      case .wrongAudience:
        guard isSigned else { return }
        for audience in ["https://other.example", house.issuer.url("/token")] {
          try await refuses(bank, try bank.credentials(["aud": .string(audience)]))
        }
      case .noSubject: if isSigned { try await refuses(bank, try bank.credentials(["sub": nil])) }
      case .wrongProofs:
        guard isProved else { return }
        for wrong in try WrongProof.all(bank.maker, token: nil) {
          let refused = try await bank.post("/token", Self.form, proof: wrong.proof)
          #expect(refused.status == .badRequest && refused.refusal == "invalid_dpop_proof", "\(wrong.name)")
        }
      }
    }
  }

  private func discovery(_ bank: FAPI2Party) async throws {
    let document = try await bank.house.http.get("/.well-known/oauth-authorization-server").json
    #expect(document["issuer"] == .string(bank.house.issuer.value))
    #expect(document["grant_types_supported"]?.array?.contains("client_credentials") == true)
    let method: JSON = bank.authentication == .key ? "private_key_jwt" : "tls_client_auth"
    #expect(document["token_endpoint_auth_methods_supported"]?.array?.contains(method) == true)
    #expect(document["tls_client_certificate_bound_access_tokens"] == true)
    #expect(document["dpop_signing_alg_values_supported"]?.array?.contains("ES256") == true)
  }

  private func happyFlow(_ bank: FAPI2Party) async throws {
    let answer = try await bank.post("/token", Self.form, proof: bank.proof())
    #expect(answer.status == .ok && answer.headers[.cacheControl] == "no-store")
    #expect(answer.json["scope"] == "records.read" && answer.json["refresh_token"] == nil)
    #expect(answer.json["token_type"] == (bank.binding == .key ? "DPoP" : "Bearer"))
    let claims = try answer.json.claims()
    #expect(claims["sub"] == "bank" && claims["aud"] == .string(TestClients.department))
    #expect(claims["cnf"]?.object?.names == [bank.binding == .key ? "jkt" : "x5t#S256"])
  }

  private func proves(_ bank: FAPI2Party, _ changes: JSONObject) async throws {
    guard bank.binding == .key else { return }
    let proof = try bank.maker.proof("POST", "/token", changes)
    #expect(try await bank.post("/token", Self.form, proof: proof).status == .ok)
  }

  private func refuses(_ bank: FAPI2Party, _ credentials: [(String, String)]) async throws {
    let refused = try await bank.post("/token", Self.form, proof: bank.proof(), as: credentials)
    #expect(refused.status == .unauthorized && refused.refusal == "invalid_client")
  }
}

@Suite struct FAPI2ClientCredentialsTests {
  @Test(arguments: FAPI2ClientCredentialsModule.allCases, FAPI2Party.Means.allCases)
  func `fapi2-security-profile-final-client-credentials-grant-test-plan: tokens are bound by a proof`(
    module: FAPI2ClientCredentialsModule, authentication: FAPI2Party.Means
  ) async throws {
    try await module.play(authentication: authentication, binding: .key)
  }

  @Test(arguments: FAPI2ClientCredentialsModule.allCases, FAPI2Party.Means.allCases)
  func `fapi2-security-profile-final-client-credentials-grant-test-plan: tokens are bound by a certificate`(
    module: FAPI2ClientCredentialsModule, authentication: FAPI2Party.Means
  ) async throws {
    try await module.play(authentication: authentication, binding: .certificate)
  }
}
