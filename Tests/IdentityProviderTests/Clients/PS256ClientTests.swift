import HTTPTypes
import HummingbirdTesting
import IdentityProvider
import JOSE
import OAuth
import OAuthHTTP
import Testing

/// Clients that sign by PS256 (RFC 7518 §3.5; FAPI 2.0 Security Profile §5.4.1 has it and not RS256).
@Suite struct PS256ClientTests {
  @Test func `a client of FAPI 2_0 proves itself and signs its requests by PS256`() async throws {
    try await LoginHouse.run { house in
      let bank = try await TestSigner(
        in: house, key: .generate(.ps256),
        ["token_endpoint_auth_signing_alg": "PS256", "request_object_signing_alg": "PS256"])
      let answer = try await bank.push([("request", try bank.object())])
      #expect(answer.status == .created)
    }
  }

  @Test(arguments: [(SignatureAlgorithm.rs256, SignatureAlgorithm.ps256), (.ps256, .rs256)])
  func `whoever registered one of RSA's two signatures is refused by the other, though the key's JWK names neither`(
    registered: SignatureAlgorithm, used: SignatureAlgorithm
  ) async throws {
    try await LoginHouse.run { house in
      let key = try SigningKey.generate(registered)
      var jwk = key.verificationKey.jwk
      jwk["kid"] = "k1"
      let bank = try await TestSigner(
        in: house, profile: nil, key: key,
        [
          "token_endpoint_auth_signing_alg": .string(registered.rawValue),
          "request_object_signing_alg": .string(registered.rawValue), "jwks": ["keys": [.object(jwk)]],
        ])
      let other = try SigningKey(algorithm: used, privateRepresentation: key.privateRepresentation)
      let form = TestBrowser.parameters(client: TestSigner.id)
      #expect(try await bank.push(form).status == .created)
      #expect(try await bank.push([("request", try bank.object())]).status == .created)
      let unproved = try await bank.push(form, proof: bank.proof(by: other))
      #expect(unproved.status == .unauthorized && unproved.refusal == "invalid_client")
      #expect(try await bank.push([("request", try bank.object(by: other))]).refusal == "invalid_request_object")
    }
  }
}
