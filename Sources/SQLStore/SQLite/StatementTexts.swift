import Synchronization

/// The text and parameter order of every statement seen, found by the address of its literal: neither is worked out
/// twice.
final class StatementTexts: Sendable {
  struct Entry: Sendable {
    let text: String
    let order: ParameterOrder
  }

  private let entries = Mutex<[UInt: Entry]>([:])

  /// The text and order of `sql`.
  func entry(for sql: StaticString) throws(StoreError) -> Entry {
    let key = UInt(bitPattern: sql.utf8Start)
    if let known = entries.withLock({ $0[key] }) { return known }
    let text = sql.description
    guard let order = ParameterOrder(text) else {
      throw .statement("parameters must be $1, $2, … without a gap: \(text)")
    }
    let entry = Entry(text: text, order: order)
    entries.withLock { $0[key] = entry }
    return entry
  }
}
