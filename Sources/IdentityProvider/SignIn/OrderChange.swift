package import JOSE

/// What a waiting page needs to know of an order that changed.
package struct OrderChange: Sendable, Hashable {
  package let id: OrderID
  package let state: OrderState
  package let channel: Channel?
  package let isConfirmedPair: Bool
  package let wrongNumbers: Int
  package let notice: String?
  package let expiresAt: NumericDate
  package let version: Int64

  package init(
    id: OrderID, state: OrderState, channel: Channel?, isConfirmedPair: Bool, wrongNumbers: Int, notice: String?,
    expiresAt: NumericDate, version: Int64
  ) {
    self.id = id
    self.state = state
    self.channel = channel
    self.isConfirmedPair = isConfirmedPair
    self.wrongNumbers = wrongNumbers
    self.notice = notice
    self.expiresAt = expiresAt
    self.version = version
  }

  /// The part of an order that its page watches.
  package init(_ order: Order) {
    self.init(
      id: order.id, state: order.state, channel: order.channel, isConfirmedPair: order.isConfirmedPair,
      wrongNumbers: order.wrongNumbers, notice: order.notice, expiresAt: order.expiresAt, version: order.version)
  }

  /// What the page shows at this time.
  package func phase(at now: NumericDate) -> OrderPhase {
    OrderPhase(state, channel: channel, isConfirmedPair: isConfirmedPair, expiresAt: expiresAt, at: now)
  }
}
