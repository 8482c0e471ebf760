/// Values that were used lately, in bounded memory.
///
/// They lie in two tables of half the bound each. When the newer is full the older is forgotten, so remembering costs
/// constant time, and what is used stays.
package struct RecentlyUsed<Key: Hashable, Value> {
  private var newer: [Key: Value] = [:]
  private var older: [Key: Value] = [:]
  private let half: Int

  /// - Parameter capacity: how many are remembered at most; 2 or more.
  package init(capacity: Int) { half = max(1, capacity / 2) }

  /// How many are remembered.
  package var count: Int { newer.count + older.count }

  /// The value, which counts as used now.
  package mutating func value(of key: Key) -> Value? {
    if let value = newer[key] { return value }
    guard let value = older.removeValue(forKey: key) else { return nil }
    remember(value, as: key)
    return value
  }

  /// Remembers a value, in place of a former one.
  package mutating func remember(_ value: Value, as key: Key) {
    older[key] = nil
    newer[key] = value
    guard newer.count >= half else { return }
    older = newer
    newer = [:]
  }
}
