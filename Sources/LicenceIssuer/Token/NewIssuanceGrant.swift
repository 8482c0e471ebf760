package import JOSE
package import OAuth

/// A grant to be made when a code is redeemed.
package struct NewIssuanceGrant: Sendable {
  /// A fresh identifier.
  package let id: String
  /// The `client_id` that the wallet gave, if any.
  package let clientID: String?
  /// How long the grant can be refreshed.
  package let expiresAt: NumericDate
  /// Its first access token.
  package let access: NewAccessToken
  /// The digest of its refresh token.
  package let refresh: SecretDigest<RefreshTokenSecret>

  /// A grant with these terms.
  package init(
    id: String, clientID: String?, expiresAt: NumericDate, access: NewAccessToken,
    refresh: SecretDigest<RefreshTokenSecret>
  ) {
    self.id = id
    self.clientID = clientID
    self.expiresAt = expiresAt
    self.access = access
    self.refresh = refresh
  }
}

/// Marks the access token of the licence issuer.
package enum IssuanceTokenSecret {}

/// An access token to be kept; it takes the place of the one before.
package struct NewAccessToken: Sendable, Hashable {
  /// Its digest.
  package let digest: SecretDigest<IssuanceTokenSecret>
  /// Until when it is good.
  package let expiresAt: NumericDate
  /// Whether its response names credential identifiers.
  package let usesIdentifiers: Bool

  /// A token with these terms.
  package init(digest: SecretDigest<IssuanceTokenSecret>, expiresAt: NumericDate, usesIdentifiers: Bool) {
    self.digest = digest
    self.expiresAt = expiresAt
    self.usesIdentifiers = usesIdentifiers
  }
}
