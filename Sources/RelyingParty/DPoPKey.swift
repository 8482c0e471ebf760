import JOSE
import OAuth

/// A key to which a portal has its tokens bound (RFC 9449): whoever steals a token without it has nothing.
public struct DPoPKey: Sendable {
  private let key: SigningKey

  /// A new key, which nobody else has. Tokens that are bound to it are lost with it.
  public init() throws { key = try SigningKey.generate(.es256) }

  /// A key that was kept.
  /// - Parameter privateKeyDER: PKCS #8, P-256.
  public init(privateKeyDER: [UInt8]) throws {
    key = try SigningKey(algorithm: .es256, privateRepresentation: privateKeyDER)
  }

  /// PKCS #8, to be kept where nobody else reads it.
  public var privateKeyDER: [UInt8] { key.privateRepresentation }

  /// The RFC 7638 thumbprint, for `dpop_jkt`.
  public var thumbprint: String { key.verificationKey.thumbprint }

  /// The value of the DPoP header of one request; make a new one for each.
  /// - Parameters:
  ///   - accessToken: the token that the request shows; nil at the token endpoint.
  ///   - nonce: what the server sent in `DPoP-Nonce`, if it did.
  ///   - now: seconds since 1970.
  public func proof(
    _ method: String, _ url: String, accessToken: String? = nil, nonce: String? = nil, at now: Int64
  ) throws -> String {
    var claims: JSONObject = [
      "jti": .string(Base64URL.encode(Random.bytes(16))), "htm": .string(method),
      "htu": .string(String(url.prefix { $0 != "?" && $0 != "#" })), "iat": .integer(now),
    ]
    claims["ath"] = accessToken.map { .string(Digests.sha256Text(Array($0.utf8))) }
    claims["nonce"] = nonce.map { .string($0) }
    return try JWS.sign(
      claims, type: DPoPProof.type, keyID: nil, with: key, extraHeader: ["jwk": .object(key.verificationKey.jwk)])
  }
}
