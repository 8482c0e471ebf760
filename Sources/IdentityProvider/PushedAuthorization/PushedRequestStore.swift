package import JOSE
package import OAuth

/// Keeps pushed requests until a login has answered them.
package protocol PushedRequestStore: Sendable {
  /// Keeps an accepted request under its secret name. False when its client has as many waiting as it may.
  func push(
    _ request: AuthorizationRequest, as name: SecretDigest<PushedRequestSecret>, expires: NumericDate, limit: Int,
    at now: NumericDate
  ) async throws -> Bool
  /// The request of this client that a browser brings, while it is fresh and not answered. Looking uses nothing up: a
  /// person may reload a page (RFC 9126 §4, FAPI 2.0 Security Profile §5.3.2.2).
  func request(
    _ name: SecretDigest<PushedRequestSecret>, of client: ClientID, at now: NumericDate
  ) async throws -> AuthorizationRequest?
  /// Uses a request up by answering it: true for one caller. The login that it began may take its time.
  func use(_ name: SecretDigest<PushedRequestSecret>, at now: NumericDate) async throws -> Bool
}
