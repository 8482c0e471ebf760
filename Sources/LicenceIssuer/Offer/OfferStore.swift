import ELicence
package import JOSE
package import OAuth

/// Keeps offers. Every method is one transaction.
package protocol OfferStore: Sendable {
  /// Appoints the holder as `Appointment` rules and keeps the offer; earlier offers to the same holder are void.
  ///
  /// Nothing has happened when an `OfferRefusal` is thrown. When role, name or delegation of a known holder change,
  /// what was issued to that person is invalid at once and obtained anew by the wallet.
  func offer(_ new: NewOffer, at now: NumericDate) async throws -> RegisteredHolder

  /// Whether the offer can still be redeemed.
  func isOpen(_ code: SecretDigest<PreAuthorizedCodeSecret>, at now: NumericDate) async throws -> Bool

  /// Redeems the code, once, also when many try at the same time. A wrong transaction code uses up a try.
  func redeem(
    _ code: SecretDigest<PreAuthorizedCodeSecret>, transactionCode: SecretDigest<TransactionCode>,
    for grant: NewIssuanceGrant, at now: NumericDate
  ) async throws -> OfferRedemption
}

/// What became of a pre-authorized code.
package enum OfferRedemption: Sendable, Hashable {
  /// It was good, and is used up now.
  case redeemed(IssuanceGrant)
  /// The transaction code is wrong; so often may it be tried again.
  case wrongTransactionCode(triesLeft: Int)
  /// Unknown, expired, used or tried too often: the wallet cannot do anything but ask for a new offer.
  case void
}
