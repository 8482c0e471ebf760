package import JOSE

/// The decisions that settings make for the licence issuer's rooms.
package struct IssuerPolicy: Sendable, Hashable {
  /// What credentials, status lists and the metadata are signed by.
  package var signature: SignatureAlgorithm
  /// Offers.
  package var offers: OfferPolicy
  /// Tokens.
  package var tokens: IssuanceTokenPolicy
  /// Credentials.
  package var credentials: CredentialPolicy
  /// Status lists.
  package var statusLists: StatusListPolicy
  /// Seconds for which a nonce is good.
  package var nonceLifetime: Int

  /// Every default unless told otherwise.
  package init(
    signature: SignatureAlgorithm = .es256,
    offers: OfferPolicy = OfferPolicy(), tokens: IssuanceTokenPolicy = IssuanceTokenPolicy(),
    credentials: CredentialPolicy = CredentialPolicy(), statusLists: StatusListPolicy = StatusListPolicy(),
    nonceLifetime: Int = 300
  ) {
    self.signature = signature
    self.offers = offers
    self.tokens = tokens
    self.credentials = credentials
    self.statusLists = statusLists
    self.nonceLifetime = nonceLifetime
  }
}
