package import JOSE
package import KeyCustody

/// What a fresh frame, a typed code or a link is traded for: leave to fetch the request of an order for a while. Nothing
/// is stored for it; the MAC says that we gave it, and the channel that it cannot be used as another's.
package struct RequestTicket: Sendable, Hashable {
  package let order: OrderID
  package let channel: Channel
  package let expires: NumericDate

  package init(order: OrderID, channel: Channel, expires: NumericDate) {
    self.order = order
    self.channel = channel
    self.expires = expires
  }

  /// The last part of the `request_uri`.
  package func text(by secrets: ServerSecrets, at now: NumericDate) throws -> String {
    try AuthenticatedText.make(
      "\(order.value).\(channel.rawValue).\(expires.seconds)", for: .ticket, by: secrets, at: now)
  }

  /// Reads a ticket that this server gave, expired or not.
  package init?(_ text: String, by secrets: ServerSecrets, at now: NumericDate) {
    guard let parts = AuthenticatedText.read(text, for: .ticket, by: secrets, at: now), parts.count == 3,
      let order = OrderID(parts[0]),
      let channel = Channel(rawValue: String(parts[1])), let seconds = Int64(parts[2])
    else { return nil }
    self.init(order: order, channel: channel, expires: NumericDate(seconds))
  }
}
