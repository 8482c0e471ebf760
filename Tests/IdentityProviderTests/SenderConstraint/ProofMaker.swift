import HTTPTypes
import JOSE
import OAuth
import OAuthHTTP

@testable import IdentityProvider

/// Makes DPoP proofs that are right in everything, or wrong in one thing.
struct ProofMaker: Sendable {
  let issuer: Issuer
  let clock: TestClock
  let key: SigningKey

  init(_ provider: Provider, _ algorithm: SignatureAlgorithm = .es256) throws {
    try self.init(issuer: provider.issuer, clock: provider.clock, algorithm)
  }

  init(issuer: Issuer, clock: TestClock, _ algorithm: SignatureAlgorithm = .es256) throws {
    self.issuer = issuer
    self.clock = clock
    key = try SigningKey.generate(algorithm)
  }

  var now: NumericDate { clock.now }

  var thumbprint: String { key.verificationKey.thumbprint }

  func claims(_ method: String, _ path: String, token: String? = nil) -> JSONObject {
    var claims: JSONObject = [
      "jti": .string(Base64URL.encode(Random.bytes(12))), "htm": .string(method),
      "htu": .string(issuer.url(path)), "iat": .date(now),
    ]
    claims["ath"] = token.map { .string(Digests.sha256Text(Array($0.utf8))) }
    return claims
  }

  func sign(_ claims: JSONObject, type: String? = DPoPProof.type, jwk: JSON? = nil) throws -> String {
    let jwk = jwk ?? .object(key.verificationKey.jwk)
    return try JWS.sign(claims, type: type, keyID: nil, with: key, extraHeader: ["jwk": jwk])
  }

  func proof(
    _ method: String = "POST", _ path: String = "/token", token: String? = nil, _ changes: JSONObject = [:]
  ) throws -> String {
    var claims = claims(method, path, token: token)
    claims.merge(changes)
    return try sign(claims)
  }

  /// A header with a proof for /token, beside others.
  func header(_ changes: JSONObject = [:], _ others: HTTPFields = [:]) throws -> HTTPFields {
    var headers = others
    headers[.dpop] = try proof("POST", "/token", changes)
    return headers
  }

  /// Shows a token at UserInfo.
  func shown(_ token: String, _ changes: JSONObject = [:]) throws -> HTTPFields {
    [.authorization: "DPoP \(token)", .dpop: try proof("GET", "/userinfo", token: token, changes)]
  }
}
