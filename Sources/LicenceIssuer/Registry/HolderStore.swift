package import ELicence
package import JOSE

/// Keeps who holds which licence. People are appointed together with their offer, see `OfferStore`.
package protocol HolderStore: Sendable {
  /// Everybody who holds that licence now, in the order of appointment.
  func holders(of uscc: CreditCode) async throws -> [RegisteredHolder]

  /// Ends what that person holds of that licence: offers, grants and credentials die in the same transaction. False
  /// when nobody of that identifier holds it.
  func withdraw(_ holderID: String, from uscc: CreditCode, at now: NumericDate) async throws -> Bool
}
