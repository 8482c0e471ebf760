package import JOSE

/// Which key-encryption keys are in use, and who has them.
package struct EncryptionKeyUse: Sendable, Hashable {
  /// The one that seals.
  package let current: String
  /// Those that sealed before.
  package let former: [String]
  /// How many rows are sealed under which.
  package let sealed: [String: Int]
  /// The serving processes, as they said of late.
  package let followers: [KeyFollower]
  private let version: Int64

  package init(current: String, contents: KeyRingContents, followers: [KeyFollower], at now: NumericDate) {
    self.current = current
    former = contents.formerEncryptionKeyIDs
    version = contents.version
    sealed = contents.sealedRows.reduce(into: [:]) { $0[$1.encryptionKeyID, default: 0] += 1 }
    self.followers = followers.filter { now - $0.seenAt <= KeyFollower.silence }.sorted { $0.host < $1.host }
  }

  /// Rows under another key than the one that seals.
  package var rowsLeft: Int { sealed.reduce(0) { $0 + ($1.key.isExactly(current) ? 0 : $1.value) } }

  /// Serving processes that do not have the key.
  package func without(_ id: String) -> [KeyFollower] {
    followers.filter { !$0.encryptionKeys.contains { $0.isExactly(id) } }
  }

  /// Serving processes that have not taken up the present version yet.
  package var late: [KeyFollower] { followers.filter { $0.version < version } }

  /// Whether nobody needs another key than the present one any more.
  package var isExchanged: Bool { rowsLeft == 0 && without(current).isEmpty && late.isEmpty }
}

extension KeyRingContents {
  /// Everything that is sealed under a key-encryption key.
  var sealedRows: [SealedBytes] { keys.compactMap(\.privateKey) + secrets.map(\.sealed) }
}
