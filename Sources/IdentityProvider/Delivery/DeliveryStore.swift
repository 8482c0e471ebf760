package import JOSE

/// Keeps what is to be delivered. Deliveries are written by whoever ends a session, in the same transaction.
package protocol DeliveryStore: Sendable {
  /// Whether anything may be taken; costs no write.
  func hasDue(at now: NumericDate) async throws -> Bool
  /// Takes one delivery that is due, for this owner alone until the lease ends, and counts the try. One statement
  /// decides, so two processes never have the same. Clients of which the fewest are under way come first.
  /// - Parameter perClient: at most so many of one client are under way.
  func take(
    by owner: String, lease: NumericDate, perClient: Int, at now: NumericDate
  ) async throws -> Delivery?
  /// It is done, whoever has it by now.
  func settle(_ id: DeliveryID, at now: NumericDate) async throws
  /// A try failed; it waits until `next`, or for an operator when nil. False when this owner's lease was over.
  @discardableResult func postpone(
    _ delivery: Delivery, of owner: String, until next: NumericDate?, because result: DeliveryResult,
    at now: NumericDate
  ) async throws -> Bool
  /// What is in the outbox.
  func load() async throws -> DeliveryLoad
}

/// What is in the outbox.
package struct DeliveryLoad: Sendable, Hashable {
  /// Deliveries that will be tried.
  package let waiting: Int
  /// Deliveries whose tries are used up.
  package let abandoned: Int
  /// When the oldest that waits came in.
  package let oldest: NumericDate?

  /// Gathers it.
  package init(waiting: Int, abandoned: Int, oldest: NumericDate?) {
    self.waiting = waiting
    self.abandoned = abandoned
    self.oldest = oldest
  }
}
