package import JOSE
package import OAuth
import Synchronization

/// The clients that are in service, as every room sees them: cached, within a bound, and at most a second behind a
/// change that another process made.
package final class ClientDirectory: Sendable {
  private struct State {
    var records: [ClientID: ClientRecord] = [:]
    var audiences: [String: SignatureAlgorithm]?
    var version: Int?
    var checkedAt: NumericDate?
  }

  private let store: any ClientStore
  private let capacity: Int
  private let state = Mutex(State())

  /// A directory that remembers so many clients.
  package init(store: any ClientStore, capacity: Int = 4_096) {
    self.store = store
    self.capacity = capacity
  }

  /// The client, unless it is unknown or suspended.
  package func client(_ id: ClientID, at now: NumericDate) async throws -> Client? {
    try await record(id, at: now)?.client
  }

  /// The client with the digest of its secret, unless it is unknown or suspended.
  func record(_ id: ClientID, at now: NumericDate) async throws -> ClientRecord? {
    try await notice(at: now)
    let (known, before) = state.withLock { ($0.records[id], $0.version) }
    if let known { return known.client.suspended ? nil : known }
    // Unknown names are not remembered: anybody can send them, without end.
    guard let record = try await store.record(id) else { return nil }
    state.withLock { state in
      // What was read before a change that others have noticed meanwhile may be older than it.
      guard state.version == before else { return }
      if state.records.count >= capacity { state.records.removeAll(keepingCapacity: true) }
      state.records[id] = record
    }
    return record.client.suspended ? nil : record
  }

  /// Looks again for changes with the next question, even within this second: somebody says that there are some.
  package func look() { state.withLock { $0.checkedAt = nil } }

  /// What departments registered to have access tokens signed by, by audience: those for which every department that reads
  /// them registered the same. Read anew when a registration changed.
  func audienceAlgorithms(at now: NumericDate) async throws -> [String: SignatureAlgorithm] {
    try await notice(at: now)
    let (known, before) = state.withLock { ($0.audiences, $0.version) }
    if let known { return known }
    var wishes: [String: Set<SignatureAlgorithm?>] = [:]
    for department in try await store.resourceServers() {
      for audience in department.introspectionAudiences {
        wishes[audience, default: []].insert(department.audienceAlgorithm)
      }
    }
    let agreed = wishes.compactMapValues { $0.count == 1 ? $0.first ?? nil : nil }
    state.withLock { state in if state.version == before { state.audiences = agreed } }
    return agreed
  }

  private func notice(at now: NumericDate) async throws {
    guard state.withLock({ $0.checkedAt }) != now else { return }
    let current = try await store.version()
    state.withLock { state in
      if current != state.version {
        state.records.removeAll(keepingCapacity: true)
        state.audiences = nil
      }
      state.version = current
      state.checkedAt = now
    }
  }
}
