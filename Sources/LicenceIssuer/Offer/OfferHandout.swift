package import JOSE
package import OAuth

/// What the window hands to a holder.
package struct OfferHandout: Sendable {
  /// `openid-credential-offer://?credential_offer_uri=…`: for a QR code, or for the wallet on this device.
  package let walletLink: String
  /// The address of the offer itself (`credential_offer_uri`), for a wallet that takes links.
  package let address: String
  /// The six digits, to be told apart from the link.
  package let transactionCode: BearerSecret<TransactionCode>
  /// Until when the offer stands.
  package let expiresAt: NumericDate
  /// To whom.
  package let holder: RegisteredHolder
}
