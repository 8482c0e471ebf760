/// What the page of an order shows.
package enum OrderPhase: String, Sendable, Hashable, CaseIterable {
  /// The QR code moves.
  case waiting
  /// A wallet has the request.
  case scanned
  /// The six digits are to be typed.
  case number
  /// Browser and holder are known together: one step without a number is left.
  case proceed
  /// Approved on this device; the wallet sends the person back by itself.
  case returning
  /// Done; the browser is on its way.
  case done
  /// Nobody came in time.
  case expired
  /// Refused on the phone.
  case denied
  /// Stopped here.
  case cancelled
  /// Too many wrong numbers, or finished elsewhere.
  case failed

  /// Whether anything can still change.
  package var isFinal: Bool {
    switch self {
    case .waiting, .scanned, .number, .proceed, .returning: false
    case .done, .expired, .denied, .cancelled, .failed: true
    }
  }
}
