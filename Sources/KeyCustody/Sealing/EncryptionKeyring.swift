import JOSE
import Synchronization

// A server may know more than one key-encryption key: while the key is exchanged, the present one and the next. Which of
// them seals is said by the database, so that all processes change over at the same moment; each opens what it can.

/// The key-encryption keys that a process has.
package final class EncryptionKeyring: Sendable, Redacted {
  private struct State {
    var keys: [KeyEncryptionKey]
    /// Not loaded yet: read when something is sealed under a key that is not here.
    var waiting: [Int: EncryptionKeySource]
  }

  /// Seals in a database that says nothing about its key yet.
  package let first: KeyEncryptionKey
  private let state: Mutex<State>

  /// With keys at hand.
  package init(_ first: KeyEncryptionKey, _ others: [KeyEncryptionKey] = []) {
    self.first = first
    state = Mutex(State(keys: [first] + others, waiting: [:]))
  }

  /// Loads the present key; the `others` — the next one, or former ones — are loaded when there is something that only
  /// they open. Their files may be put in place while the process runs.
  package init(_ present: EncryptionKeySource, others: [EncryptionKeySource]) throws {
    first = try present.load()
    state = Mutex(State(keys: [first], waiting: Dictionary(uniqueKeysWithValues: others.enumerated().map { ($0, $1) })))
    loadWaiting()
  }

  /// The ids of the keys that are here.
  package var ids: [String] {
    loadWaiting()
    return state.withLock { $0.keys.map(\.id) }
  }

  /// The key of this id, if it is here or can be read now.
  package func key(_ id: String) -> KeyEncryptionKey? {
    if let known = state.withLock({ $0.keys.first { $0.id.isExactly(id) } }) { return known }
    loadWaiting()
    return state.withLock { $0.keys.first { $0.id.isExactly(id) } }
  }

  /// Opens what any of the keys sealed for that row.
  package func open(_ sealed: SealedBytes, for context: SealingContext) throws(SealRefusal) -> [UInt8] {
    guard let key = key(sealed.encryptionKeyID) else { throw .otherKey }
    return try key.open(sealed, for: context)
  }

  /// The key of this id, which must be here.
  package func required(_ id: String) throws(KeyCustodyError) -> KeyEncryptionKey {
    guard let key = key(id) else { throw .encryptionKeyUnknown(id: id) }
    return key
  }

  private func loadWaiting() {
    let waiting = state.withLock { $0.waiting }
    // A file that cannot be read yet is tried again the next time that it is needed.
    for (index, source) in waiting where source.isThere {
      guard let key = try? source.load() else { continue }
      state.withLock { state in
        state.waiting[index] = nil
        if !state.keys.contains(where: { $0.id.isExactly(key.id) }) { state.keys.append(key) }
      }
    }
  }
}
