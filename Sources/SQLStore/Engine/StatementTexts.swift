import Synchronization

/// The text and parameter order of every statement seen, found by the address of its literal: neither is worked out
/// twice.
final class StatementTexts: Sendable {
  struct Entry: Sendable {
    /// The same for the same literal, and for no other.
    let id: UInt
    /// In the engine's words.
    let text: String
    let order: ParameterOrder
  }

  private let entries = Mutex<[UInt: Entry]>([:])
  private let translate: @Sendable (String) -> String

  /// - Parameter translate: how the engine says what the common text says.
  init(_ translate: @escaping @Sendable (String) -> String = { $0 }) {
    self.translate = translate
  }

  /// The text and order of `sql`.
  func entry(for sql: StaticString) throws(StoreError) -> Entry {
    let key = UInt(bitPattern: sql.utf8Start)
    if let known = entries.withLock({ $0[key] }) { return known }
    let text = sql.description
    guard let order = ParameterOrder(text) else {
      throw .statement("parameters must be $1, $2, … without a gap: \(text)")
    }
    let entry = Entry(id: key, text: translate(text), order: order)
    entries.withLock { $0[key] = entry }
    return entry
  }
}

extension StatementTexts.Entry {
  /// Refuses another number of arguments than the statement needs.
  func check(_ arguments: [SQLValue]) throws(StoreError) {
    guard order.count == arguments.count else {
      throw .statement("\(order.count) arguments needed, \(arguments.count) given: \(text)")
    }
  }
}
