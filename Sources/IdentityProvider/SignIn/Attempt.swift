package import JOSE

/// One wallet's try at an order: what its answer must fit. Each fetch of the request makes one, so what a bystander
/// fetches disturbs nobody.
package struct Attempt: Sendable {
  package let id: AttemptID
  package let order: OrderID
  package let channel: Channel
  /// What the key binding must repeat.
  package let nonce: String
  /// What the answer must repeat.
  package let state: String
  /// The private half of the key that the answer is encrypted to, sealed.
  package let sealedKey: [UInt8]
  /// The `client_id` that was named, as the audience of the key binding.
  package let audience: String
  /// The `transaction_data` exactly as sent, when it was sent.
  package let transactionData: [String]
  /// The signed request as sent: evidence of what the person was shown.
  package let requestObject: String
  package let expiresAt: NumericDate

  package init(
    id: AttemptID, order: OrderID, channel: Channel, nonce: String, state: String, sealedKey: [UInt8],
    audience: String, transactionData: [String], requestObject: String, expiresAt: NumericDate
  ) {
    self.id = id
    self.order = order
    self.channel = channel
    self.nonce = nonce
    self.state = state
    self.sealedKey = sealedKey
    self.audience = audience
    self.transactionData = transactionData
    self.requestObject = requestObject
    self.expiresAt = expiresAt
  }
}

/// What became of handing a request to a wallet.
package enum AttemptOpening: Sendable, Hashable {
  case opened
  /// The order is over.
  case gone
  /// The order has handed out as many requests as it may.
  case tooMany
}
