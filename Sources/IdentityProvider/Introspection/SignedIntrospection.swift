import JOSE
import KeyCustody
import OAuth

/// An introspection answer as a JWT (RFC 9701): a resource server can keep it and show later what it was told.
struct SignedIntrospection: Sendable {
  /// The media type by which it is asked for (§4), and the JWT type (§5).
  static let mediaType = "application/token-introspection+jwt"
  private static let type = "token-introspection+jwt"

  let issuer: Issuer
  let keys: KeyRing
  /// Those of the callers, to which answers are encrypted.
  let clientKeys: ClientKeys

  /// The answer for this caller, who is its only audience (§5), signed and where registered encrypted. It has neither
  /// `sub` nor `exp` of its own, so that it is never taken for a token.
  func jwt(_ answer: JSONObject, for caller: Client, at now: NumericDate) async throws -> String {
    let claims: JSONObject = [
      "iss": .string(issuer.value), "aud": .string(caller.id.value), "iat": .date(now),
      "token_introspection": .object(answer),
    ]
    let signed = try await keys.current(.token, caller.introspectionAlgorithm, at: now).sign(claims, type: Self.type)
    return try await clientKeys.nested(signed, by: caller.introspectionEncryption, for: caller, at: now)
  }
}
