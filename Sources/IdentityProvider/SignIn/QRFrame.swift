package import JOSE
package import KeyCustody

/// One picture of the moving QR code: an order and a time, under a MAC whose key stays on the server. A photograph of it
/// is stale before it can be passed on; a bot that re-streams it is not stopped (that is what the number is for).
package struct QRFrame: Sendable, Hashable {
  package let order: OrderID
  package let time: NumericDate

  package init(order: OrderID, time: NumericDate) {
    self.order = order
    self.time = time
  }

  /// The last part of the address in the QR code.
  package func text(by secrets: ServerSecrets, at now: NumericDate) throws -> String {
    try AuthenticatedText.make(
      "\(order.value).\(time.seconds)", for: .frame, by: secrets, at: now)
  }

  /// Reads a frame that this server made, of whatever age.
  package init?(_ text: String, by secrets: ServerSecrets, at now: NumericDate) {
    guard let parts = AuthenticatedText.read(text, for: .frame, by: secrets, at: now), parts.count == 2,
      let order = OrderID(parts[0]),
      let seconds = Int64(parts[1])
    else { return nil }
    self.init(order: order, time: NumericDate(seconds))
  }

  /// Freshness, checked once: at the first touch. A second of tolerance is for servers whose clocks differ.
  package func isFresh(at now: NumericDate, life: Int) -> Bool {
    let age = now - time
    return age >= -1 && age <= life
  }
}
