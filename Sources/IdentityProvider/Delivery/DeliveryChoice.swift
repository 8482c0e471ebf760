package import OAuth

/// Which deliveries an operator means.
package enum DeliveryChoice: Sendable, Hashable {
  case one(DeliveryID)
  /// All of a client.
  case client(ClientID)
}
