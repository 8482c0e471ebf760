import JOSE
import OAuth

/// How answers to a client are encrypted: to a key of its own, in the way that it registered (OpenID Connect
/// Registration §2). The key is looked for when there is something to encrypt: it may lie at the client's own address.
package struct ResponseEncryption: Sendable, Hashable {
  let management: KeyManagement
  let encryption: ContentEncryption

  /// What was signed before, as a nested JWT (RFC 7519 §5.2).
  fileprivate func nested(_ token: String, to key: EncryptionKey) throws(JOSERejection) -> String {
    try JWE.encrypt(Array(token.utf8), to: key, by: management, encryption: encryption, contentType: "JWT")
  }

  /// Claims that are not signed.
  fileprivate func encrypted(_ claims: JSONObject, to key: EncryptionKey) throws(JOSERejection) -> String {
    try JWE.encrypt(claims.serialized(), to: key, by: management, encryption: encryption, type: "JWT")
  }
}

extension ClientKeys {
  /// What was signed before, as the client registered to have it. Throws rather than send in the clear what was to be
  /// encrypted.
  func nested(
    _ token: String, by encryption: ResponseEncryption?, for client: Client, at now: NumericDate
  ) async throws -> String {
    guard let encryption else { return token }
    return try encryption.nested(token, to: try await key(for: encryption, of: client, at: now))
  }

  /// Claims that are not signed.
  func encrypted(
    _ claims: JSONObject, by encryption: ResponseEncryption, for client: Client, at now: NumericDate
  ) async throws -> String {
    try encryption.encrypted(claims, to: try await key(for: encryption, of: client, at: now))
  }

  /// The first of the client's keys that is for encryption and fits.
  @discardableResult
  func key(
    for encryption: ResponseEncryption, of client: Client, at now: NumericDate
  ) async throws -> EncryptionKey {
    guard let key = await keys(of: client, at: now).encryptionKey(for: encryption.management) else {
      throw OAuthError(
        .temporarilyUnavailable, "no key for encryption (use enc) that fits is to be had at the jwks_uri of the client",
        retryAfter: 10)
    }
    return key
  }
}
