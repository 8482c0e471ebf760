package import JOSE

/// What the phone can open after approving: for whom, where, when, as whom.
package struct Receipt: Sendable {
  package let order: OrderID
  package let text: JSONObject
  /// The order as it is now; nil when its row has gone.
  package let state: OrderState?
  /// Whether the login was finished; known for as long as the receipt is kept.
  package let isCompleted: Bool
  package let isConfirmedPair: Bool
  package let channel: Channel
  /// When the time to type the number ends.
  package let orderExpires: NumericDate?
  /// When the person said "not me".
  package let disownedAt: NumericDate?

  package init(
    order: OrderID, text: JSONObject, state: OrderState?, isCompleted: Bool, isConfirmedPair: Bool, channel: Channel,
    orderExpires: NumericDate?, disownedAt: NumericDate?
  ) {
    self.order = order
    self.text = text
    self.state = state
    self.isCompleted = isCompleted
    self.isConfirmedPair = isConfirmedPair
    self.channel = channel
    self.orderExpires = orderExpires
    self.disownedAt = disownedAt
  }
}
