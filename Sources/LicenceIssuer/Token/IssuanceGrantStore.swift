package import JOSE
package import OAuth

/// Keeps issuance grants. They are made by `OfferStore.redeem`.
package protocol IssuanceGrantStore: Sendable {
  /// The grant that an access token stands for, while both are good.
  func grant(access: SecretDigest<IssuanceTokenSecret>, at now: NumericDate) async throws -> IssuanceGrant?

  /// Gives the grant of that refresh token a new access token and a later end. Nil when the token is unknown, the grant
  /// has expired or was revoked.
  func refresh(
    _ token: SecretDigest<RefreshTokenSecret>, access: NewAccessToken, expiresAt: NumericDate, at now: NumericDate
  ) async throws -> IssuanceGrant?
}
