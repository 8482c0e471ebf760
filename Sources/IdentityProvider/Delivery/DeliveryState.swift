/// Whether a delivery will be tried.
package enum DeliveryState: String, Sendable, Hashable, CaseIterable {
  case waiting
  /// Its tries are used up; operators may have it tried again.
  case abandoned
}
