/// The decisions that settings make for the licence issuer's rooms.
package struct IssuerPolicy: Sendable, Hashable {
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
    offers: OfferPolicy = OfferPolicy(), tokens: IssuanceTokenPolicy = IssuanceTokenPolicy(),
    credentials: CredentialPolicy = CredentialPolicy(), statusLists: StatusListPolicy = StatusListPolicy(),
    nonceLifetime: Int = 300
  ) {
    self.offers = offers
    self.tokens = tokens
    self.credentials = credentials
    self.statusLists = statusLists
    self.nonceLifetime = nonceLifetime
  }
}
