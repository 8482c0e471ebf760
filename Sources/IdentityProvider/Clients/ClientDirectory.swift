package import JOSE
package import OAuth

/// The clients that are in service, as every room sees them: cached, within a bound, and at most a second behind a
/// change that another process made.
package actor ClientDirectory {
  private let store: any ClientStore
  private let capacity: Int
  private var records: [ClientID: ClientRecord] = [:]
  private var version: Int?
  private var checkedAt: NumericDate?

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
    if let known = records[id] { return known.client.suspended ? nil : known }
    let before = version
    // Unknown names are not remembered: anybody can send them, without end.
    guard let record = try await store.record(id) else { return nil }
    if before == version {
      if records.count >= capacity { records.removeAll(keepingCapacity: true) }
      records[id] = record
    }
    return record.client.suspended ? nil : record
  }

  private func notice(at now: NumericDate) async throws {
    guard checkedAt != now else { return }
    let current = try await store.version()
    if current != version { records.removeAll(keepingCapacity: true) }
    version = current
    checkedAt = now
  }
}
