package import JOSE
package import OAuth

// The Delivery room tells clients what happened while they were not asking: an outbox. Whatever ends a session writes
// deliveries in its own transaction, so that none is forgotten and none is made up; `DeliveryWorker` carries them out, in
// any process and each in one process at a time, until the client has taken it or the tries are used up. What is said is
// `BackChannelLogout`'s (Logout).

/// Something that a client is to be told: that a session is over.
package struct Delivery: Sendable, Hashable {
  /// Its name.
  package let id: DeliveryID
  /// Who is told.
  package let client: ClientID
  /// The session, by the `sid` that the client was given.
  package let session: SessionID
  /// The enterprise's `sub` for this client.
  package let subject: String
  /// How often it was tried, the present try included.
  package let attempts: Int
  /// When it happened.
  package let createdAt: NumericDate

  /// Gathers a delivery.
  package init(
    id: DeliveryID, client: ClientID, session: SessionID, subject: String, attempts: Int, createdAt: NumericDate
  ) {
    self.id = id
    self.client = client
    self.session = session
    self.subject = subject
    self.attempts = attempts
    self.createdAt = createdAt
  }
}

/// Names a delivery.
package typealias DeliveryID = Identifier<Delivery>
