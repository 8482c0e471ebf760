package import JOSE

/// A process that follows the ring: what it has, as it says itself now and then.
package struct KeyFollower: Sendable, Hashable {
  /// Made up at its start.
  package let instance: String
  package let host: String
  /// The ids of the key-encryption keys that it has.
  package let encryptionKeys: [String]
  /// The version of the ring that it works with.
  package let version: Int64
  package let seenAt: NumericDate

  package init(instance: String, host: String, encryptionKeys: [String], version: Int64, seenAt: NumericDate) {
    self.instance = instance
    self.host = host
    self.encryptionKeys = encryptionKeys
    self.version = version
    self.seenAt = seenAt
  }

  /// Seconds between two words of a process that serves.
  package static let interval = 5
  /// After so many seconds of silence it is taken to have stopped.
  package static let silence = 30
}
