import IdentityProvider
import JOSE
import Testing

@Suite struct RequestRegistrationTests {
  /// What a client of the profile registers at least.
  private static func keyed(_ changes: JSONObject) throws -> JSONObject {
    let key = try SigningKey.generate(.es256)
    let members: JSONObject = [
      "token_endpoint_auth_method": "private_key_jwt", "id_token_signed_response_alg": "ES256",
      "jwks": JWKSet(keys: [JWK(key.verificationKey, keyID: "k1")]).json, "dpop_bound_access_tokens": true,
    ]
    return members.merging(changes)
  }

  @Test func `what is not said is the least`() throws {
    let requests = try TestClients.portal().requests
    #expect(!requests.requiresPushed && !requests.requiresSigned && requests.algorithm == nil)
    #expect(requests.profile == nil && requests.responseEncryption == nil)
    #expect(requests.responseAlgorithm == .rs256, "JARM §3")
  }

  @Test func `the profile of FAPI 2 implies what it implies`() throws {
    let requests = try TestClients.portal(Self.keyed(["tongzhao_profile": "fapi2"])).requests
    #expect(requests.requiresPushed && requests.profile == .fapi2 && requests.responseAlgorithm == .es256)
    #expect(SecurityProfile.admits(.sm2, under: nil) && !SecurityProfile.admits(.sm2, under: .fapi2))
    for algorithm in SignatureAlgorithm.registered {
      #expect(SecurityProfile.admits(algorithm, under: .fapi2) == (algorithm != .rs256))
      #expect(SecurityProfile.admits(algorithm, under: nil))
    }
  }

  @Test(arguments: ["dpop_bound_access_tokens", "tls_client_certificate_bound_access_tokens"])
  func `under FAPI 2 tokens are bound to a key, by a proof or by a certificate`(member: String) throws {
    let free: JSONObject = ["tongzhao_profile": "fapi2", "dpop_bound_access_tokens": false]
    let rejection = #expect(throws: ClientMetadataRejection.self) { try TestClients.portal(Self.keyed(free)) }
    #expect(rejection?.member == "dpop_bound_access_tokens" && rejection?.reason == .missing)
    let bound = try TestClients.portal(Self.keyed(free.merging([member: true])))
    #expect(bound.requests.profile == .fapi2 && bound.senderConstraint != .none)
    // Without the profile nobody is asked.
    #expect(throws: Never.self) { try TestClients.portal(Self.keyed(["dpop_bound_access_tokens": false])) }
  }

  @Test(arguments: [
    "token_endpoint_auth_signing_alg", "request_object_signing_alg", "id_token_signed_response_alg",
    "userinfo_signed_response_alg", "authorization_signed_response_alg", "introspection_signed_response_alg",
    "tongzhao_access_token_signed_response_alg",
  ])
  func `under FAPI 2 nothing is signed by RS256, on either side`(member: String) throws {
    let weak = try Self.keyed([member: "RS256"])
    #expect(throws: Never.self) { try TestClients.portal(weak) }
    let rejection = #expect(throws: ClientMetadataRejection.self) {
      try TestClients.portal(weak.merging(["tongzhao_profile": "fapi2"]))
    }
    #expect(rejection?.member == member && rejection?.reason == .inconsistent)
    #expect(try TestClients.portal(Self.keyed(["tongzhao_profile": "fapi2"])).introspectionAlgorithm == .es256)
    #expect(try TestClients.portal(Self.keyed([:])).introspectionAlgorithm == .rs256, "RFC 9701 §6")
  }

  @Test func `under FAPI 2 an assertion is for the issuer and nothing else`() throws {
    let old: JSONObject = ["tongzhao_token_endpoint_audience_accepted": true]
    #expect(throws: Never.self) { try TestClients.portal(Self.keyed(old)) }
    let rejection = #expect(throws: ClientMetadataRejection.self) {
      try TestClients.portal(Self.keyed(old.merging(["tongzhao_profile": "fapi2"])))
    }
    #expect(rejection?.member == "tongzhao_token_endpoint_audience_accepted")
  }

  @Test func `under FAPI 2 answers go in the clear to a native application on its own machine only`() throws {
    let local: JSONObject = ["tongzhao_profile": "fapi2", "redirect_uris": ["http://127.0.0.1/cb"]]
    let rejection = #expect(throws: ClientMetadataRejection.self) { try TestClients.portal(Self.keyed(local)) }
    #expect(rejection?.member == "redirect_uris" && rejection?.reason == .loopbackOfWeb)
    #expect(throws: Never.self) { try TestClients.portal(Self.keyed(local.merging(["application_type": "native"]))) }
  }

  @Test func `under FAPI 2 the algorithm of ID tokens is named by whoever gets some`() throws {
    var machine = try Self.keyed([
      "tongzhao_profile": "fapi2", "grant_types": ["client_credentials"], "redirect_uris": [],
      "client_uri": "https://portal.example",
    ])
    machine["id_token_signed_response_alg"] = nil
    #expect(throws: Never.self) { try TestClients.portal(machine) }
    var portal = try Self.keyed(["tongzhao_profile": "fapi2"])
    portal["id_token_signed_response_alg"] = nil
    let rejection = #expect(throws: ClientMetadataRejection.self) { try TestClients.portal(portal) }
    #expect(rejection?.member == "id_token_signed_response_alg")
  }

  @Test(
    arguments: [
      ["tongzhao_profile": "fapi1"],
      ["tongzhao_profile": "fapi2", "token_endpoint_auth_method": "client_secret_basic"],
      ["tongzhao_profile": "fapi2", "token_endpoint_auth_method": "none"],
      ["tongzhao_profile": "fapi2", "id_token_signed_response_alg": "RS256"],
      ["tongzhao_profile": "fapi2", "request_object_signing_alg": "RS256"], ["request_object_signing_alg": "none"],
      ["request_object_signing_alg": "HS256"],
      ["tongzhao_profile": "fapi2", "request_object_signing_alg": "SGD_SM3_SM2"],
      ["tongzhao_profile": "fapi2", "token_endpoint_auth_signing_alg": "SGD_SM3_SM2"],
      ["tongzhao_profile": "fapi2", "id_token_signed_response_alg": "SGD_SM3_SM2"],
      ["id_token_signed_response_alg": "SM2"], ["tongzhao_dpop_signing_alg": "RS256"],
      ["tongzhao_audience_access_token_alg": "SGD_SM3_SM2"],
      ["tongzhao_profile": "fapi2", "token_endpoint_auth_signing_alg": "RS256"],
      ["authorization_signed_response_alg": "none"], ["authorization_encrypted_response_alg": "ECDH-ES"],
      ["require_pushed_authorization_requests": "yes"], ["require_signed_request_object": 1],
    ] as [JSONObject])
  func `a registration that is wrong in one member is refused`(changes: JSONObject) {
    #expect(throws: ClientMetadataRejection.self) { try TestClients.portal(Self.keyed(changes)) }
  }
}
