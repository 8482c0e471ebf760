package import JOSE

/// Remembers the few revoked access tokens that hang on no grant (client credentials), until they expire by themselves.
package protocol RevokedTokenStore: Sendable {
  /// Revokes a token. Saying it twice is no error.
  func revoke(_ jti: String, expires: NumericDate, at now: NumericDate) async throws
  /// Whether it was revoked.
  func isRevoked(_ jti: String) async throws -> Bool
}
