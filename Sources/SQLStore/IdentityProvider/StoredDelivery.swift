package import IdentityProvider
package import JOSE

/// A delivery as operators see it.
package struct StoredDelivery: Sendable, Hashable {
  package let delivery: Delivery
  /// When it is tried next, or when the lease of who tries it now ends; nil for one that was abandoned.
  package let dueAt: NumericDate?
  /// Whether a process has it.
  package let isLeased: Bool
  /// What came of the last try.
  package let lastResult: DeliveryResult?
  package let lastAt: NumericDate?

  package var state: DeliveryState { dueAt == nil ? .abandoned : .waiting }

  init(_ row: SQLRow) throws {
    delivery = try SQLDeliveryStore.delivery(row)
    dueAt = try row.dateIfPresent(7)
    isLeased = !row.isNull(8)
    lastResult = try row.textIfPresent(9).flatMap { DeliveryResult(rawValue: $0) }
    lastAt = try row.dateIfPresent(10)
  }
}
