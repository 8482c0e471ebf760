import JOSE
import OAuth

/// How this relying party proves itself to the provider.
public struct ClientCredentials: Sendable {
  /// The identifier that the provider registered.
  public let clientID: String
  let method: Method

  enum Method: Sendable {
    case none
    case secret(String)
    case key(SigningKey, keyID: String)
  }

  /// A client without a secret; PKCE alone protects its codes.
  public static func publicClient(_ clientID: String) -> ClientCredentials {
    ClientCredentials(clientID: clientID, method: .none)
  }

  /// `client_secret_basic` (RFC 6749 §2.3.1).
  public static func secret(_ secret: String, of clientID: String) -> ClientCredentials {
    ClientCredentials(clientID: clientID, method: .secret(secret))
  }

  /// `private_key_jwt` (OpenID Connect Core 1.0 §9).
  /// - Parameters:
  ///   - privateKeyDER: PKCS #8.
  ///   - algorithm: what the key signs by, as registered: ES256, EdDSA, RS256, or SGD_SM3_SM2 for SM2.
  public static func key(
    privateKeyDER: [UInt8], algorithm: String = "ES256", keyID: String, of clientID: String
  ) throws -> ClientCredentials {
    guard let algorithm = SignatureAlgorithm(rawValue: algorithm) else { throw JWKRejection.unsupportedAlgorithm }
    return ClientCredentials(
      clientID: clientID,
      method: .key(try SigningKey(algorithm: algorithm, privateRepresentation: privateKeyDER), keyID: keyID))
  }

  /// Adds the proof to a request for `issuer`, at `now`.
  func authenticate(
    _ parameters: inout [(String, String)], headers: inout [(String, String)], issuer: String, at now: NumericDate
  ) throws {
    switch method {
    case .none:
      parameters.append(("client_id", clientID))
    case .secret(let secret):
      let pair = Percent.encode(clientID) + ":" + Percent.encode(secret)
      headers.append(("authorization", "Basic " + Base64.encode(Array(pair.utf8))))
    case .key(let key, let keyID):
      // The audience is the issuer as one string: any other value can be replayed elsewhere (RFC 7523bis).
      let assertion = try JWS.sign(
        [
          "iss": .string(clientID), "sub": .string(clientID), "aud": .string(issuer),
          "jti": .string(Base64URL.encode(Random.bytes(16))), "iat": .integer(now.seconds),
          "exp": .integer((now + 60).seconds),
        ], type: "JWT", keyID: keyID, with: key)
      parameters.append(("client_id", clientID))
      parameters.append(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
      parameters.append(("client_assertion", assertion))
    }
  }
}
