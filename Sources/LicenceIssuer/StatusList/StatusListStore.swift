package import ELicence

/// Tells what the lists say. The statuses are set by the other stores, with what caused them.
package protocol StatusListStore: Sendable {
  /// How often the list has changed; nil when there is no such list.
  func version(of list: Int) async throws -> Int?

  /// All of a list that is not as the rest, with its version.
  func snapshot(of list: Int) async throws -> StatusListSnapshot?
}

/// A list at one moment.
package struct StatusListSnapshot: Sendable, Hashable {
  /// How often it had changed.
  package let version: Int
  /// Index and status of every credential that has another status than `otherwise`.
  package let entries: [Entry]
  /// The status of every other place: valid, but in a list that was restored from a backup, where what nobody remembers
  /// is not vouched for.
  package let otherwise: StatusList.Status

  /// One credential.
  package struct Entry: Sendable, Hashable {
    /// Its index.
    package let index: Int
    /// What is said of it.
    package let status: StatusList.Status

    /// An entry.
    package init(index: Int, status: StatusList.Status) {
      self.index = index
      self.status = status
    }
  }

  /// A snapshot.
  package init(version: Int, entries: [Entry], otherwise: StatusList.Status = .valid) {
    self.version = version
    self.otherwise = otherwise
    self.entries = entries
  }
}
