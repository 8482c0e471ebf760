package import JOSE
package import OAuth

/// Keeps pushed requests until a login has answered them.
package protocol PushedRequestStore: Sendable {
  /// Keeps an accepted request under its secret name, until it expires or is brought. False when as many of its client
  /// are kept as may be.
  func push(
    _ request: AuthorizationRequest, as name: SecretDigest<PushedRequestSecret>, expires: NumericDate, limit: Int,
    at now: NumericDate
  ) async throws -> Bool
  /// The request of this client that a browser brings, while it is fresh and not answered; it is kept from then on for as
  /// long as a login may take. Nothing is used up: a person may reload a page (RFC 9126 §4, FAPI 2.0 §5.3.2.2).
  func request(
    _ name: SecretDigest<PushedRequestSecret>, of client: ClientID, at now: NumericDate
  ) async throws -> AuthorizationRequest?
  /// Uses a request up by answering it: true for one caller.
  func use(_ name: SecretDigest<PushedRequestSecret>) async throws -> Bool
}
