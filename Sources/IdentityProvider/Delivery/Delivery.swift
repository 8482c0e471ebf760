package import JOSE
package import OAuth

// The Delivery room tells clients what happened while they were not asking: an outbox. Whatever ends a session, or decides
// a login that a client asked for by the back channel, writes deliveries in its own transaction, so that none is forgotten
// and none is made up; `DeliveryWorker` carries them out, in any process and each in one process at a time, until the
// client has taken it or the tries are used up. What is said is `BackChannelLogout`'s (Logout) and `BackchannelPing`'s
// (BackchannelAuthentication).

/// Something that a client is to be told.
package struct Delivery: Sendable, Hashable {
  /// Its name.
  package let id: DeliveryID
  /// Who is told.
  package let client: ClientID
  /// What it is told.
  package let message: Message
  /// How often it was tried, the present try included.
  package let attempts: Int
  /// When it happened.
  package let createdAt: NumericDate

  /// Gathers a delivery.
  package init(
    id: DeliveryID, client: ClientID, message: Message, attempts: Int, createdAt: NumericDate
  ) {
    self.id = id
    self.client = client
    self.message = message
    self.attempts = attempts
    self.createdAt = createdAt
  }
}

extension Delivery {
  /// What a client can be told.
  package enum Message: Sendable, Hashable {
    /// A session is over: the `sid` that the client was given, and the enterprise's `sub` for it.
    case sessionEnded(SessionID, subject: String)
    /// A login that it asked for by the back channel is decided.
    case answerReady(SealedPing)
  }

  /// The session that is over, where that is what the client is told.
  package var session: SessionID? {
    if case .sessionEnded(let session, _) = message { session } else { nil }
  }
}

/// Names a delivery.
package typealias DeliveryID = Identifier<Delivery>
