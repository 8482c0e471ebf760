/// What the database knows of an order. Time makes the rest: see `OrderPhase`.
package enum OrderState: String, Sendable, Hashable, CaseIterable {
  /// Waiting for a wallet.
  case created
  /// A wallet has the request. Information for the page; nothing is locked by it.
  case scanned
  /// A valid answer was taken; the browser has to prove that it is the right one.
  case approved
  /// Refused on the phone, or "not me".
  case denied
  /// Stopped in the browser.
  case cancelled
  /// Too many wrong numbers, or the return landed in another browser.
  case failed
  /// Its code was made.
  case consumed

  /// Whether a wallet may still answer.
  package var isOpen: Bool {
    switch self {
    case .created, .scanned: true
    case .approved, .denied, .cancelled, .failed, .consumed: false
    }
  }
}
