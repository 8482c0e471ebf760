import HummingbirdTesting
import IdentityProvider
import JOSE
import KeyCustody
import OAuth
import TestSupport
import Testing

/// Tokens that are signed by EdDSA (RFC 8037), for clients that registered so.
@Suite struct EdDSATests {
  @Test func `a client that registered EdDSA has its tokens signed by it`() async throws {
    try await Provider.run { provider, http in
      try await provider.save(
        try TestClients.portal([
          "id_token_signed_response_alg": "EdDSA", "tongzhao_access_token_signed_response_alg": "EdDSA",
          "userinfo_signed_response_alg": "EdDSA",
        ]))
      let answer = try await http.redeem(try await provider.login())
      let access = answer.text("access_token")
      let userInfo = try await http.get("/userinfo", .bearer(access)).text
      for (token, type) in [(access, "at+jwt"), (answer.text("id_token"), "JWT"), (userInfo, "JWT")] {
        let unverified = try UnverifiedJWS(compact: token)
        #expect(unverified.algorithm == .edDSA)
        let key = try #require(unverified.keyID.flatMap { provider.keys.verificationKey($0) })
        let claims = try unverified.verified(by: key, type: type)
        #expect(claims["iss"] == .string(provider.issuer.value))
        if token == answer.text("id_token") {
          // Ed25519 hashes by SHA-512, so the left half has 32 bytes.
          #expect(
            claims["at_hash"]?.string.flatMap(Base64URL.decode) == Array(Digests.sha512(Array(access.utf8)).prefix(32)))
        }
      }
      #expect(try await http.isActive(access) == true)
      let published = try await http.get("/jwks").json["keys"]?.array ?? []
      #expect(published.contains { $0["kty"] == "OKP" && $0["alg"] == "EdDSA" && $0["d"] == nil })
    }
  }
}
