import JOSE

/// Everything that the database holds of keys and secrets, at one version.
package struct KeyRingContents: Sendable, Hashable {
  /// Grows with every change.
  package internal(set) var version: Int64
  /// The longest `max-age` that the key set was ever served with, in seconds.
  package internal(set) var longestMaximumAge: Int
  /// The key-encryption key that seals; nil in a database that does not say it yet.
  package internal(set) var encryptionKeyID: String?
  /// The key-encryption keys that sealed before and were replaced, in order. None of them ever seals again.
  package internal(set) var formerEncryptionKeyIDs: [String]
  /// All keys, also the removed ones, in the order in which they were made.
  package internal(set) var keys: [StoredKey]
  /// All secrets that verify something, in the order in which they were made.
  package internal(set) var secrets: [StoredSecret]

  package init(
    version: Int64, longestMaximumAge: Int, encryptionKeyID: String? = nil,
    formerEncryptionKeyIDs: [String] = [], keys: [StoredKey],
    secrets: [StoredSecret]
  ) {
    self.version = version
    self.longestMaximumAge = longestMaximumAge
    self.encryptionKeyID = encryptionKeyID
    self.formerEncryptionKeyIDs = formerEncryptionKeyIDs
    self.keys = keys
    self.secrets = secrets
  }

  /// A ring without anything in it.
  package static let empty = KeyRingContents(version: 0, longestMaximumAge: 0, keys: [], secrets: [])

  /// The key that is announced in a slot, if there is one.
  package func announced(in slot: KeySlot) -> StoredKey? { keys.first { $0.slot == slot && $0.state == .announced } }

  /// The key that signs in a slot, if there is one.
  package func signing(in slot: KeySlot) -> StoredKey? { keys.first { $0.slot == slot && $0.state == .signing } }

  /// The contents after these changes: what a store does to its rows, as a value. It shows a plan before it is carried
  /// out, and what stores are tested against.
  package func applying(_ changes: [KeyChange]) -> KeyRingContents {
    guard !changes.isEmpty else { return self }
    var contents = self
    contents.version += 1
    for change in changes { contents.apply(change) }
    return contents
  }

  private mutating func apply(_ change: KeyChange) {
    switch change {
    case .announce(let key): keys.append(key)
    case .transition(let transition):
      guard let index = keys.firstIndex(where: { $0.kid == transition.kid && $0.state == transition.from }) else {
        return
      }
      keys[index].state = transition.to
      switch transition.to {
      case .announced: break
      case .signing: keys[index].promotedAt = transition.at
      case .retired: keys[index].retiredAt = transition.at
      case .removed:
        keys[index].removedAt = transition.at
        keys[index].privateKey = nil
      }
    case .certify(let kid, let chain):
      guard let index = keys.firstIndex(where: { $0.kid == kid }) else { return }
      keys[index].certificateChain = chain
    case .addSecret(let secret): secrets.append(secret)
    case .retireSecret(let purpose, let id, let date):
      guard let index = secrets.firstIndex(where: { $0.purpose == purpose && $0.id == id }) else { return }
      secrets[index].retiresAt = date
    case .removeSecret(let purpose, let id): secrets.removeAll { $0.purpose == purpose && $0.id == id }
    case .reseal(let kid, let sealed):
      guard let index = keys.firstIndex(where: { $0.kid == kid && $0.privateKey != nil }) else { return }
      keys[index].privateKey = sealed
    case .resealSecret(let purpose, let id, let sealed):
      guard let index = secrets.firstIndex(where: { $0.purpose == purpose && $0.id == id }) else { return }
      secrets[index].sealed = sealed
    case .adoptEncryptionKey(let id):
      if let encryptionKeyID { formerEncryptionKeyIDs.append(encryptionKeyID) }
      encryptionKeyID = id
    case .forgetLocation(let kid):
      guard let index = keys.firstIndex(where: { $0.kid == kid }) else { return }
      keys[index].location = nil
    case .recordMaximumAge(let seconds): longestMaximumAge = max(longestMaximumAge, seconds)
    }
  }
}
