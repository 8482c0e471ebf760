import IdentityProvider
import JOSE
import OAuth

/// Client assertions that are right in everything or wrong in one thing.
struct Assertions: Sendable {
  let provider: Provider

  init(_ provider: Provider) { self.provider = provider }

  /// The claims of a good one.
  func claims(_ changes: JSONObject = [:]) -> JSONObject {
    var claims: JSONObject = [
      "iss": "signer", "sub": "signer", "aud": .string(provider.issuer.value), "iat": .date(provider.now),
      "exp": .date(provider.now + 60), "jti": .string(Base64URL.encode(Random.bytes(16))),
    ]
    claims.merge(changes)
    return claims
  }

  /// The parameters of a request with this assertion.
  func form(
    _ claims: JSONObject? = nil, type: String? = nil, keyID: String? = "k1", key: SigningKey? = nil
  ) throws -> [(String, String)] {
    let assertion = try JWS.sign(claims ?? self.claims(), type: type, keyID: keyID, with: key ?? provider.key)
    return [
      ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
      ("client_assertion", assertion),
    ]
  }
}
