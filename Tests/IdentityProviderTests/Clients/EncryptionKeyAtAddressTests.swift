import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import LibCrypto
import OAuth
import TestSupport
import Testing

/// Answers that are encrypted to a key at the client's own address.
@Suite struct EncryptionKeyAtAddressTests {
  private static let address = "https://portal.example/jwks"

  private static func portal() throws -> Client {
    try TestClients.portal([
      "jwks_uri": .string(address), "id_token_encrypted_response_alg": "ECDH-ES",
      "id_token_encrypted_response_enc": "A256GCM", "userinfo_signed_response_alg": "ES256",
      "userinfo_encrypted_response_alg": "ECDH-ES", "userinfo_encrypted_response_enc": "A256GCM",
    ])
  }

  private static func set(_ key: KeyAgreementPrivateKey, _ keyID: String) throws -> JSON {
    var members = try #require(key.publicJWK(keyID: keyID).object)
    members["alg"] = nil
    return ["keys": [.object(members)]]
  }

  private static func keyID(of token: String, opens key: KeyAgreementPrivateKey) throws -> String? {
    try JWE.decrypt(token, with: key, allowed: [.a256GCM], management: [.ecdhES]).header["kid"]?.string
  }

  @Test func `ID token and UserInfo are encrypted to the key at the client's address, and follow it`() async throws {
    try await Provider.run { provider, http in
      let (former, next) = (KeyAgreementPrivateKey(), KeyAgreementPrivateKey())
      provider.addresses.put(try Self.set(former, "e1"), at: Self.address, maximumAge: 10)
      try await provider.save(try Self.portal())
      let first = try await http.redeem(try await provider.login(scope: "openid licence"))
      #expect(try Self.keyID(of: first.text("id_token"), opens: former) == "e1")
      let facts = try await http.get("/userinfo", .bearer(first.text("access_token")))
      #expect(try Self.keyID(of: facts.text, opens: former) == "e1")
      provider.addresses.put(try Self.set(next, "e2"), at: Self.address, maximumAge: 10)
      provider.clock.advance(by: 11)
      let second = try await http.redeem(try await provider.login(scope: "openid licence"))
      #expect(try Self.keyID(of: second.text("id_token"), opens: next) == "e2")
    }
  }

  @Test func `where no key is to be had nothing is sent in the clear, and the code is not used up`() async throws {
    try await Provider.run { provider, http in
      let key = KeyAgreementPrivateKey()
      provider.addresses.put(nil, at: Self.address, status: 500)
      try await provider.save(try Self.portal())
      let login = try await provider.login(scope: "openid licence")
      let refused = try await http.post("/token", login.form, .basic("portal"))
      #expect(refused.status == .serviceUnavailable && refused.refusal == "temporarily_unavailable")
      #expect(refused.headers[.retryAfter] != nil)
      provider.addresses.put(try Self.set(key, "e1"), at: Self.address)
      #expect(try Self.keyID(of: try await http.redeem(login).text("id_token"), opens: key) == "e1")
    }
  }

  @Test func `where no ID token is given, nobody asks for the key that it would be encrypted to`() async throws {
    try await ExchangeHouse.run { house in
      let silent: JSONObject = [
        "jwks_uri": .string(Self.address), "id_token_encrypted_response_alg": "ECDH-ES",
      ]
      house.provider.addresses.put(nil, at: Self.address, status: 500)
      let (_, token) = try await house.portalToken()
      try await house.provider.save(try TestClients.portal(silent))
      try await house.provider.save(try ExchangeHouse.department(silent))
      house.provider.clock.advance(by: 1)
      let own = [("grant_type", "client_credentials"), ("scope", "records.read")]
      #expect(try await house.http.post("/token", own, .basic("portal")).status == .ok)
      #expect(try await house.exchange(token).status == .ok)
      #expect(house.provider.addresses.asked(Self.address) == 0)
    }
  }

  @Test func `a refresh gives an ID token too: it waits for the key`() async throws {
    try await Provider.run { provider, http in
      let key = KeyAgreementPrivateKey()
      provider.addresses.put(try Self.set(key, "e1"), at: Self.address, maximumAge: 10)
      try await provider.save(try Self.portal())
      let refreshToken = try await http.redeem(try await provider.login(scope: "openid licence")).text("refresh_token")
      provider.addresses.put(["keys": []], at: Self.address, maximumAge: 10)
      provider.clock.advance(by: 11)
      #expect(try await http.refresh(refreshToken).refusal == "temporarily_unavailable")
      provider.addresses.put(try Self.set(key, "e2"), at: Self.address, maximumAge: 10)
      provider.clock.advance(by: 11)
      #expect(try Self.keyID(of: try await http.refresh(refreshToken).json.text("id_token"), opens: key) == "e2")
    }
  }

  @Test func `a key that cannot be used for it is none`() async throws {
    try await Provider.run { provider, http in
      let signing = JWKSet(keys: [JWK(try SigningKey.generate(.es256).verificationKey, keyID: "s1")]).json
      provider.addresses.put(signing, at: Self.address)
      try await provider.save(try Self.portal())
      let login = try await provider.login(scope: "openid licence")
      let refused = try await http.post("/token", login.form, .basic("portal"))
      #expect(refused.refusal == "temporarily_unavailable")
    }
  }
}
